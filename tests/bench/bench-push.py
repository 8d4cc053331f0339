#!/usr/bin/python3 -SE
"""What a whole `push` costs, as a ratio to a bare Qt process that makes as many requests.

    bench-push.py BIN-FOLDER CHART…

CPU (user + system), wall time and peak memory of the whole process, the two in turn, so that a noisy machine hits both.
Each chart has a profile that lasts from its first push on, which does not count, as people's profiles do. The numbers
that count are the ratios; aim for devops: CPU at most 4.0 times, memory at most 1.6 times; for hello-world 2.2 and 1.45.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 15


def run(arguments, key):
    """Runs a program; gives CPU seconds, wall seconds and peak memory in MiB."""
    read_end, write_end = os.pipe()
    os.write(write_end, key.encode() + b"\n")
    os.close(write_end)
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(read_end, 0)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(arguments[0], arguments)
    os.close(read_end)
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"{' '.join(arguments)} ended with status {status}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def main():
    folder, charts = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as state:
        cloud = subprocess.Popen([f"{folder}/ks-practice-cloud", "--port", "0", "--state", f"{state}/cloud", "--log", f"{state}/log"],
                                 stdout=subprocess.PIPE, text=True)
        told = dict(cloud.stdout.readline().strip().split(": ", 1) for _ in range(3))
        url, key = told["URL"], told["Key"]
        print(f"{'chart':<24}{'':>10}{'CPU ms':>10}{'wall ms':>10}{'peak MiB':>10}")
        try:
            for chart in charts:
                pushes, bares = [], []
                profile = f"{state}/profile-{os.path.basename(chart)}"
                for round_number in range(ROUNDS + 1):
                    before = sum(1 for _ in open(f"{state}/log"))
                    pushes.append(run([f"{folder}/ks-publisher-cli", "push", chart, "--key-stdin", "--yes", "--overwrite-active",
                                       "--server", url, "--profile", profile], key))
                    requests = sum(1 for _ in open(f"{state}/log")) - before
                    bares.append(run([f"{folder}/ksp_bench_requests", f"{url}/beta/index.yaml", str(requests)], key))
                push = [statistics.median(column) for column in zip(*pushes[1:])]
                bare = [statistics.median(column) for column in zip(*bares[1:])]
                name = os.path.basename(chart)[:23]
                print(f"{name:<24}{'push':>10}{push[0] * 1000:>10.1f}{push[1] * 1000:>10.1f}{push[2]:>10.1f}")
                print(f"{str(requests) + ' requests':<24}{'bare':>10}{bare[0] * 1000:>10.1f}{bare[1] * 1000:>10.1f}{bare[2]:>10.1f}")
                print(f"{'':<24}{'ratio':>10}{push[0] / bare[0]:>10.2f}{push[1] / bare[1]:>10.2f}{push[2] / bare[2]:>10.2f}")
        finally:
            cloud.terminate()
            cloud.wait()


main()
