"""Content addresses of stages (specification 6): SHA-256 of canonical JSON, in lower-case hexadecimal digits."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from motet.languages.lex.ast import FnDecl, Import, Stage, TypeDecl
from motet.languages.lex.canonical_json import canonical_json, canonical_list, json_text


def canonical_hash(stage: Stage) -> str:
    """Address of the whole stage."""
    return _hash(canonical_json(stage))


def sig_id(stage: Stage) -> str | None:
    """Address of what a function or type is to its users; None for an import."""
    return None if isinstance(stage, Import) else _hash(_signature(stage, named=True))


def stage_id(stage: Stage) -> str | None:
    """Address of what a function or type does, whatever it is called; None for an import."""
    if isinstance(stage, Import):
        return None
    structure = _hash(_signature(stage, named=False))
    implementation = _hash(canonical_json(replace(stage, name="")))
    return _hash(structure + implementation)


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _signature(stage: FnDecl | TypeDecl, *, named: bool) -> str:
    """The JSON that a SigId is made of, with or without the name."""
    name = f'"name":{json_text(stage.name)},' if named else ""
    if isinstance(stage, TypeDecl):
        params = ",".join([json_text(param) for param in stage.params])
        return f'{{"kind":"type",{name}"params":[{params}]}}'
    effects = f'"effects":{canonical_list(stage.effects)},'
    examples = f'"examples":{canonical_list(stage.examples)},' if stage.examples else ""
    inputs = f'"input_types":{canonical_list([param.type for param in stage.params])},'
    return f'{{{effects}{examples}{inputs}{name}"output_type":{canonical_json(stage.result)}}}'
