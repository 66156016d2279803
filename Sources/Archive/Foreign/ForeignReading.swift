import Glibc

/// The other side of ``ForeignReader``: what its process does.
public enum ForeignReading {
    /// The word that asks the program to read a file for another process. It is no command for people.
    public static let word = "read-foreign-file"

    /// The exit code of an answer that says why the file cannot be read.
    static let refused: Int32 = 1

    /// Reads a file's bytes from standard input and writes one item of it to standard output.
    ///
    /// - Parameter words: the file's name for error messages, the item's path, and the seconds of processor time.
    /// - Returns: the exit code.
    public static func answer(_ words: [String]) -> Int32 {
        guard words.count == 3, let seconds = UInt(words[2]) else { return 64 }
        let bytes = everything()
        restrict(seconds: seconds, fileBytes: bytes.count)
        let result: Result<ArchiveNode, ArchiveError>
        do throws(ArchiveError) {
            result = .success(try TreeReader.read(words[1], ofImage: bytes, of: words[0], isIsolated: true))
        } catch {
            result = .failure(error)
        }
        do throws(ArchiveError) {
            let output = OpenFile(descriptor: 1, path: words[0])
            try LocalFileSystem().write(ForeignAnswer(result).bytes, to: output)
        } catch {
            return 1
        }
        if case .failure = result { return refused }
        return 0
    }

    private static func everything() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(0, &buffer, buffer.count)
            if count > 0 { bytes += buffer[..<count] }
            if count == 0 || count < 0 && errno != EINTR { return bytes }
        }
    }

    /// Bounds what a damaged file can make of this process: its time, its memory, and no image of it on disk.
    private static func restrict(seconds: UInt, fileBytes: Int) {
        func limit(_ resource: __rlimit_resource_t, _ amount: UInt) {
            var limit = rlimit()
            guard getrlimit(resource, &limit) == 0, amount < limit.rlim_max else { return }
            limit.rlim_cur = amount
            setrlimit(resource, &limit)
        }
        limit(__rlimit_resource_t(RLIMIT_CORE.rawValue), 0)
        limit(__rlimit_resource_t(RLIMIT_CPU.rawValue), seconds)
        // What is in use now counts too, and is terabytes of addresses under a sanitizer.
        var used: UInt = 0
        do throws(ArchiveError) {
            let text = String(
                decoding: try LocalFileSystem().read("/proc/self/statm", from: 0, count: 100), as: UTF8.self)
            used = text.split(separator: " ").first.flatMap { UInt($0) } ?? 0
        } catch { return }
        limit(
            __rlimit_resource_t(RLIMIT_AS.rawValue),
            used * UInt(sysconf(Int32(_SC_PAGESIZE))) + UInt(4 * fileBytes)
                + UInt(3 * ForeignAnswer.largest(ofFile: fileBytes)))
    }
}
