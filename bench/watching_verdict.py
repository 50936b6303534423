"""Whether what an installation takes is flat, from samples of it."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bench.watching import Process, Sample

# The last third of the time against the middle one: of each process that lives through both.
MORE_MEMORY, MORE_MIB = 1.03, 4.0
# At rest after the load against at rest before: connections of a pool that the load opened stay open.
MORE_DESCRIPTORS, MORE_TEMPORARY_FILES, MORE_THREADS = 6, 3, 2
MOST_WAL_MIB = 64.0


def verdict(before: Sample, during: Sequence[Sample], after: Sample) -> str:
    """ "flat", or a line with everything that grew. before, after: at rest."""
    grown = [*_memory(during), *_at_rest(before, after)]
    if after.wal_mib > MOST_WAL_MIB:
        grown.append(f"-wal {after.wal_mib:.0f} MiB")
    return f"GREW: {'; '.join(grown)}" if grown else "flat"


def line(sample: Sample) -> str:
    """One look in one line: for each role, processes, memory, descriptors and threads."""
    by_role: defaultdict[str, list[Process]] = defaultdict(list)
    for process in sample.processes:
        by_role[process.role].append(process)
    told = [
        f"{role} {len(found)}: {sum(one.own_mib for one in found):.0f} MiB, "
        f"{sum(one.descriptors for one in found)} fd, {sum(one.threads for one in found)} thr"
        for role, found in sorted(by_role.items())
    ]
    return (
        f"{sample.seconds:5.0f} s | {' | '.join(told)} | {sample.connections} connections | "
        f"wal {sample.wal_mib:.1f} MiB | {sample.temporary_files} temporary files, "
        f"{sample.temporary_mib:.1f} MiB"
    )


def _memory(during: Sequence[Sample]) -> Iterable[str]:
    third = len(during) // 3
    middle, last = during[third : 2 * third], during[2 * third :]
    if not middle:
        return
    for pid in sorted(_lasting([*middle, *last])):
        was, became = (_rss(samples, pid) for samples in (middle, last))
        if became > max(was * MORE_MEMORY, was + MORE_MIB):
            role = next(one.role for one in last[0].processes if one.pid == pid)
            yield f"{role} {pid}: {was:.0f} MiB, then {became:.0f}"


def _at_rest(before: Sample, after: Sample) -> Iterable[str]:
    were = {one.pid: one for one in before.processes}
    for one in after.processes:
        if not (was := were.get(one.pid)):
            continue
        if one.descriptors > was.descriptors + MORE_DESCRIPTORS:
            yield f"descriptors of {one.role} {one.pid}: {was.descriptors}, then {one.descriptors}"
        if one.threads > was.threads + MORE_THREADS:
            yield f"threads of {one.role} {one.pid}: {was.threads}, then {one.threads}"
    roles = [Counter(one.role for one in sample.processes) for sample in (before, after)]
    for role, more in (roles[1] - roles[0]).items():
        yield f"{more} more processes of {role}"
    if after.temporary_files > before.temporary_files + MORE_TEMPORARY_FILES:
        yield f"temporary files: {before.temporary_files}, then {after.temporary_files}"


def _lasting(samples: Sequence[Sample]) -> set[int]:
    return set.intersection(*({one.pid for one in sample.processes} for sample in samples))


def _rss(samples: Sequence[Sample], pid: int) -> float:
    return statistics.mean(one.rss_mib for sample in samples for one in sample.processes if one.pid == pid)
