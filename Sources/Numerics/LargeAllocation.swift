import Glibc

/// Memory for many numbers, on a 64-byte boundary.
///
/// Where the system has no more, the program ends with a sentence and exit code 1: nothing that computes could go on, and
/// the last checkpoint is good.
public enum LargeAllocation {
    /// So many bytes, whose content is undefined. ``free(_:)`` gives them back.
    public static func bytes(_ count: Int) -> UnsafeMutableRawPointer {
        var start: UnsafeMutableRawPointer?
        guard posix_memalign(&start, 64, count) == 0, let start else { giveUp(count) }
        return start
    }

    /// Gives memory back.
    public static func free(_ start: UnsafeMutableRawPointer) { Glibc.free(start) }

    private static func giveUp(_ count: Int) -> Never {
        let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "concord"
        let words = Array(
            ("\(program): out of memory: the system refused \(count) bytes more. Checkpoints are good: give it more memory, or "
                + "run fewer cells at a time (--jobs), and run again\n").utf8)
        _ = write(2, words, words.count)
        // Without what is done at exit: other threads still compute.
        _exit(1)
    }
}
