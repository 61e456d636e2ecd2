package dev.blindspot.bench.overhead;

import java.util.ArrayList;
import java.util.List;

/** Who observes: Blindspot in its ways, and what else people use. Each is one entry here. */
final class Observers {
    /** Nobody looks. */
    static final ObserverKind UNTRACED = new ObserverKind("untraced", pid -> Observer.nobody());

    /** Nobody looks either: how far two equal things are apart on this machine. */
    static final ObserverKind NOISE = new ObserverKind("untraced again", pid -> Observer.nobody());

    static final ObserverKind PACKAGED_INSPECT_EACH_SECOND = new ObserverKind(
            "packaged inspect each second",
            pid -> Observer.inspecting(Blindspot.packaged("inspect", String.valueOf(pid), "--json")));

    /** One look a second by a process that stays. */
    static final ObserverKind SERVE_EACH_SECOND = new ObserverKind("serve, asked each second", Observer::serving);

    static final ObserverKind PERF_RECORD = new ObserverKind(
            "perf record -g",
            pid -> Observer.peer(
                    "perf",
                    "perf record -q -g"
                            + " -e syscalls:sys_enter_mmap -e syscalls:sys_exit_mmap"
                            + " -e syscalls:sys_enter_munmap -e syscalls:sys_exit_munmap"
                            + " -p " + pid + " -o $FOLDER/perf.data"));

    static final ObserverKind PERF_TRACE = new ObserverKind(
            "perf trace", pid -> Observer.peer("perf", "perf trace -e mmap,munmap -p " + pid + " -o /dev/null"));

    static final ObserverKind BPFTRACE = new ObserverKind(
            "bpftrace, live mappings by stack",
            pid -> Observer.peer(
                    "bpftrace",
                    "BPFTRACE_MAP_KEYS_MAX=100000 bpftrace -o /dev/null -e '"
                            + "tracepoint:syscalls:sys_exit_mmap /pid == " + pid + "/ { @live[args->ret] = ustack; }"
                            + "tracepoint:syscalls:sys_enter_munmap /pid == " + pid
                            + "/ { delete(@live[args->addr]); }'"));

    static final ObserverKind MEMLEAK =
            new ObserverKind("bcc memleak", pid -> Observer.peer("memleak-bpfcc", "memleak-bpfcc -p " + pid + " 5"));

    static final ObserverKind STRACE = new ObserverKind(
            "strace -f -e memory", pid -> Observer.peer("strace", "strace -f -e trace=%memory -o /dev/null -p " + pid));

    static final ObserverKind SMAPS = new ObserverKind(
            "smaps in a loop", pid -> Observer.peer("cat", "while cat /proc/" + pid + "/smaps; do :; done"));

    static final ObserverKind SMAPS_ROLLUP = new ObserverKind(
            "smaps_rollup in a loop",
            pid -> Observer.peer("cat", "while cat /proc/" + pid + "/smaps_rollup; do :; done"));

    static final ObserverKind DELVE = new ObserverKind(
            "dlv attach",
            pid -> Observer.peer(
                    "dlv",
                    "dlv attach " + pid + " --headless --continue --accept-multiclient --listen=127.0.0.1:0 >&2"));

    private Observers() {}

    /** {@code blindspot record} with these options. */
    static ObserverKind record(String... options) {
        List<String> words = new ArrayList<>(List.of("record"));
        words.addAll(List.of(options));
        return new ObserverKind(
                String.join(" ", words).replace(" --max-size 64MiB", ""), pid -> Observer.recording(pid, options));
    }
}
