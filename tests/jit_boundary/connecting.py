"""Functions of programs that Python calls without a detour."""


def connected(program, name, *arguments):
    """A function that goes straight to machine code, after calls that made it so."""
    function = getattr(program, name)
    function(*arguments)
    function(*arguments)
    assert function.__self__.is_connected
    return function
