import Foundation
import TestSupport
import Testing

@testable import Experiment

@Suite("The memory there is")
struct MachineMemoryTests {
    /// A system's files as some kernel shows them.
    private static func memory(_ files: [String: String]) throws -> MachineMemory {
        let scratch = try TemporaryDirectory()
        for (name, text) in files {
            let path = scratch.path + name
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        return MachineMemory(root: scratch.path)
    }

    private static let machine = "MemTotal:       16000000 kB\nMemFree:  1000 kB\nMemAvailable:    8000000 kB\n"

    @Test("is what the kernel calls available where nothing limits the process")
    func machine() throws {
        let memory = try Self.memory(["/proc/meminfo": Self.machine])
        #expect(memory.total == 16_384e6 && memory.available == 8_192e6)
    }

    @Test("is what the control group leaves, whichever of its ancestors has the limit, files in the cache not counted")
    func controlGroup() throws {
        let memory = try Self.memory([
            "/proc/meminfo": Self.machine, "/proc/self/cgroup": "0::/user/job/step\n",
            "/sys/fs/cgroup/user/job/memory.max": "4000000000\n",
            "/sys/fs/cgroup/user/job/memory.current": "1500000000\n",
            "/sys/fs/cgroup/user/job/memory.stat": "anon 1\ninactive_file 500000000\n",
            "/sys/fs/cgroup/user/job/step/memory.max": "max\n",
        ])
        #expect(memory.total == 4e9 && memory.available == 3e9)
    }

    @Test("knows the control groups of older kernels, whose limit may be none")
    func olderKernels() throws {
        let group = "9:name=systemd:/\n6:cpu,memory:/docker/abc\n"
        let limited = try Self.memory([
            "/proc/meminfo": Self.machine, "/proc/self/cgroup": group,
            "/sys/fs/cgroup/memory/memory.limit_in_bytes": "2000000000\n",
            "/sys/fs/cgroup/memory/memory.usage_in_bytes": "500000000\n",
        ])
        #expect(limited.total == 2e9 && limited.available == 1.5e9)
        let unlimited = try Self.memory([
            "/proc/meminfo": Self.machine, "/proc/self/cgroup": group,
            "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        ])
        #expect(unlimited.available == 8_192e6)
    }

    @Test("is not known where the system does not say")
    func unknown() throws {
        #expect(try Self.memory([:]) == MachineMemory(root: "/nowhere"))
        #expect(MachineMemory(root: "/nowhere").available == nil)
    }
}
