"""validate.py SCHEMA DOCUMENT: exit status 0 if the JSON document is valid, 1 with the reason if it is not, 77 without jsonschema."""
import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as schema, open(sys.argv[2], encoding="utf-8") as document:
    try:
        jsonschema.validate(json.load(document), json.load(schema))
    except jsonschema.ValidationError as error:
        sys.exit(f"{sys.argv[2]}: {error.message}")
