import Archive
import Glibc

/// The memory that this process may still take.
///
/// What the kernel calls available, less where a control group or a limit of the process leaves less. Results never depend on
/// it.
public struct MachineMemory: Sendable, Equatable {
    /// Bytes that are free, or can be freed; nil where the system does not say.
    public let available: Double?
    /// Bytes that the machine, or the process's control group, has in all; nil where the system does not say.
    public let total: Double?

    /// As much as somebody says.
    public init(bytes: Double) {
        available = bytes
        total = bytes
    }

    /// What this machine has now.
    ///
    /// - Parameter root: where the system's files are, for tests.
    public init(root: String = "", on files: any FileSystem = LocalFileSystem()) {
        func text(_ path: String) -> String? {
            // A file that is not there says nothing: kernels differ, and containers hide some.
            do { return String(decoding: try files.read(root + path, from: 0, count: 65_536), as: UTF8.self) } catch {
                return nil
            }
        }
        func amounts(_ path: String) -> [String: Double] {
            var found: [String: Double] = [:]
            for line in (text(path) ?? "").split(separator: "\n") {
                let words = line.split { $0 == " " || $0 == ":" || $0 == "\t" }
                guard words.count >= 2, let number = Double(words[1]) else { continue }
                found[String(words[0])] = number
            }
            return found
        }
        func number(_ path: String) -> Double? {
            text(path).flatMap { Double($0.split(whereSeparator: \.isWhitespace).first ?? "") }
        }
        let memory = amounts("/proc/meminfo")
        var total = memory["MemTotal"].map { 1024 * $0 }
        var available = (memory["MemAvailable"] ?? memory["MemFree"]).map { 1024 * $0 }
        func bound(limit: Double, used: Double) {
            total = min(total ?? limit, limit)
            available = min(available ?? limit, max(0, limit - used))
        }
        for group in Self.groups(text("/proc/self/cgroup") ?? "") {
            guard let limit = number(group.directory + group.limit), limit < 1e18 else { continue }
            let reclaimable = amounts(group.directory + "/memory.stat")[group.reclaimable] ?? 0
            bound(limit: limit, used: (number(group.directory + group.used) ?? 0) - reclaimable)
        }
        var addresses = rlimit()
        if root.isEmpty, getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &addresses) == 0,
            addresses.rlim_cur < 1 << 62
        {
            let page = Double(sysconf(Int32(_SC_PAGESIZE)))
            let used = text("/proc/self/statm")?.split(separator: " ").first.flatMap { Double($0) } ?? 0
            bound(limit: Double(addresses.rlim_cur), used: used * page)
        }
        self.total = total
        self.available = available
    }

    /// A control group that may have a limit: version 2's, or version 1's for memory, and all above it.
    private struct Group {
        let directory: String
        let limit: String
        let used: String
        let reclaimable: String
    }

    private static func groups(_ text: String) -> [Group] {
        text.split(separator: "\n").flatMap { line -> [Group] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { return [] }
            let isUnified = parts[0] == "0" && parts[1].isEmpty
            guard isUnified || parts[1].split(separator: ",").contains("memory") else { return [] }
            // Within a container the path may be that of the host, and the limit at the top.
            var paths = [""]
            for name in parts[2].split(separator: "/") where name != ".." {
                paths.append(paths[paths.count - 1] + "/" + name)
            }
            return paths.map { path in
                isUnified
                    ? Group(
                        directory: "/sys/fs/cgroup" + path, limit: "/memory.max", used: "/memory.current",
                        reclaimable: "inactive_file")
                    : Group(
                        directory: "/sys/fs/cgroup/memory" + path, limit: "/memory.limit_in_bytes",
                        used: "/memory.usage_in_bytes", reclaimable: "total_inactive_file")
            }
        }
    }
}
