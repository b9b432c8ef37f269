"""All examples of host functions, by the name of the function: pairs of arguments and what they give."""

import collection_examples
import data_examples
import program_examples
import text_examples
import time_examples
import yaml_examples

TABLES = (
    text_examples.EXAMPLES,
    collection_examples.EXAMPLES,
    data_examples.EXAMPLES,
    time_examples.EXAMPLES,
    program_examples.EXAMPLES,
    yaml_examples.EXAMPLES,
)
EXAMPLES = {name: examples for table in TABLES for name, examples in table.items()}
