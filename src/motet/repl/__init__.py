"""The face of a dialogue: reads entries, shows answers. What entries mean is the session's."""
