"""What the machine says of a running process: processor time, memory, children."""

import time
from pathlib import Path
from statistics import median

KB = 1_000
MB = 1_000_000


def processor_seconds(pid: int) -> float:
    """Time on the processor of all threads of a process that are alive, to the nanosecond."""
    spent = 0
    for place in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            spent += int(place.read_text().split()[0])
        except OSError:
            continue  # the thread has ended
    return spent / 1e9


def children_seconds(pid: int) -> float:
    """Processor time of the children that a process has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / 100  # clock ticks


def own_share(pid: int) -> float:
    """Memory in MB that the process is to answer for (PSS): its own, and its share of the rest."""
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") * 1024 / MB


def most_memory(pid: int) -> float:
    """The most memory in MB that a process has held so far; 0 once it has gone."""
    try:
        return _kilobytes(Path(f"/proc/{pid}/status"), "VmHWM:") * 1024 / MB
    except (OSError, StopIteration):
        return 0.0


def _kilobytes(path: Path, name: str) -> int:
    lines = path.read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


def children(pid: int) -> list[int]:
    """The child processes of all threads of a process."""
    found: list[int] = []
    for place in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in place.read_text().split()]
        except OSError:
            continue
    return found


def strain() -> float:
    """How much longer the same work takes on this processor now than when it has it to itself."""
    times = []
    for _piece in range(60):
        begun = time.thread_time()
        sum(number * number % 7 for number in range(30_000))
        times.append(time.thread_time() - begun)
    return median(times) / min(times)
