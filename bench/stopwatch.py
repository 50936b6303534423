"""Run a command and tell, in the last line of output, [exit status, seconds, most KiB of memory held].

In a process of its own: what a process held before it became another program counts as that program's.
"""

import json
import resource
import subprocess
import sys
import time

started = time.perf_counter()
status = subprocess.call(sys.argv[1:])
seconds = time.perf_counter() - started
peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("\n" + json.dumps([status, seconds, peak_kib]))
