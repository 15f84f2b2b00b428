"""Says what docs/format/verify.py says of each bundle, a line for a line of base64: `recorded`, or why not.

    python3 judge-bundles.py <docs/format> <verifier key>
"""

import base64
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import verify  # noqa: E402

keys = [verify.verifier_key(sys.argv[2])]
for line in sys.stdin:
    data = base64.b64decode(line)
    verify.read_file = lambda path, bytes_max: data
    try:
        print(verify.check_bundle(Path("-"), keys).partition(":")[0])
    except verify.REFUSALS as error:
        print(f"invalid: {error}".replace("\n", " "))
