"""Import whole national directories, and say what came of it: ``python -m tests.bench.directories FILE.xlsx …``.

The workbooks are not in the repository (2 MB each; SAMHSA, public domain). Nothing is written.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def main() -> None:
    """One line a file: rows, the groups of the reconciliation, seconds, and the most memory that a run took."""
    for path in sys.argv[1:]:
        start = time.perf_counter()
        command = [sys.executable, "-m", "resource_guide.cli", "--root", str(ROOT), "import", "samhsa", path]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
        if result.returncode == 2:
            sys.exit(result.stderr)
        counts = re.findall(r"(?m)^(new|not for this guide|changed|gone|outranked|same): ([0-9]+)", result.stdout)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(result.stdout.splitlines()[0])
        print(f"  {', '.join(f'{name} {count}' for name, count in counts)}; {seconds:.1f} s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
