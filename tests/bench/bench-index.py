#!/usr/bin/env python3
"""Search of an index.yaml of 15 MB with 15,000 versions: this program's reader, paired with `helm search repo`.

    bench-index.py BIN-FOLDER …

Prints the median of the wall times and the largest peak memory of each, and their ratios where helm is installed.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 11
CHART = "chart-600"


def measured(command, environment):
    """Wall time in seconds and peak memory in MiB of one run."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed: {output.decode(errors='replace')}")
    return wall, usage.ru_maxrss / 1024


def main():
    reader = os.path.join(sys.argv[1], "ksp_bench_index")
    helm = shutil.which("helm") or shutil.which("helm", path=os.path.expanduser("~/go/bin"))
    with tempfile.TemporaryDirectory() as folder:
        index = os.path.join(folder, "cache", "bench-index.yaml")
        os.makedirs(os.path.dirname(index))
        subprocess.run([reader, "write", index], check=True)
        repositories = os.path.join(folder, "repositories.yaml")
        with open(repositories, "w", encoding="utf-8") as file:
            file.write("apiVersion: v1\nrepositories:\n- name: bench\n  url: https://charts.example.com\n")
        environment = dict(os.environ, HOME=folder, HELM_REPOSITORY_CONFIG=repositories,
                           HELM_REPOSITORY_CACHE=os.path.dirname(index))
        commands = {"this program": [reader, "search", index, CHART]}
        if helm:
            commands["helm search repo"] = [helm, "search", "repo", "bench/" + CHART]
        runs = {name: [] for name in commands}
        for _ in range(ROUNDS):  # in turn, so that both see the same machine
            for name, command in commands.items():
                runs[name].append(measured(command, environment))
        print(f"search of an index.yaml of {os.path.getsize(index) / 1e6:.1f} MB with 15,000 versions, "
              f"median of {ROUNDS}")
        figures = {name: (statistics.median(wall for wall, _ in values), max(peak for _, peak in values))
                   for name, values in runs.items()}
        for name, (wall, peak) in figures.items():
            print(f"  {name:18} {wall * 1000:7.0f} ms  {peak:7.1f} MiB")
        if helm:
            ours, theirs = figures["this program"], figures["helm search repo"]
            print(f"  ratio              {ours[0] / theirs[0]:7.2f}     {ours[1] / theirs[1]:7.2f}")
        else:
            print("  helm is not installed: nothing to compare with")


main()
