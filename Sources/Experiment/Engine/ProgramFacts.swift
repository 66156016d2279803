public import Archive
import Config
public import Determinism
import Federation
import Glibc
import Numerics
import Provenance

/// What ran: everything that differs between machines and builds and must not change a result.
///
/// A certificate states it. No plan, checkpoint or record holds any of it.
public struct ProgramFacts: Sendable, Equatable {
    /// The kernels in use: `base`, `avx2` or `avx512`.
    public let instructionSet: String
    /// The processor architecture the program was built for.
    public let architecture: String
    /// `debug` or `release`.
    public let build: String
    /// The commit it was built from, with `+` behind it where files had been changed; nil where its source was no clone.
    public let commit: String?
    /// SHA-256 of the program's file.
    public let program: Fingerprint
    /// Libraries and the versions found at run time, by name.
    public let libraries: [Library]

    /// A library and its version.
    public struct Library: Sendable, Equatable {
        /// As its authors write it.
        public let name: String
        /// As it states it.
        public let version: String
    }

    /// The running program's.
    ///
    /// - Throws: `ArchiveError` where the program's own file cannot be read.
    public init() throws(ArchiveError) {
        instructionSet = InstructionSet.active.rawValue
        #if arch(x86_64)
            architecture = "x86_64"
        #elseif arch(arm64)
            architecture = "arm64"
        #else
            architecture = "another"
        #endif
        #if DEBUG
            build = "debug"
        #else
            build = "release"
        #endif
        commit = Provenance.commit()
        program = try LocalFileSystem().fingerprint("/proc/self/exe", as: .program)
        libraries = [
            Library(name: "HDF5", version: ArchiveLibrary.version), Library(name: "Swift", version: Self.swiftVersion),
            Library(name: "glibc", version: Self.glibcVersion), Library(name: "libyaml", version: YAMLLibrary.version),
        ]
    }

    /// What is wrong with the environment variable `CONCORD_ISA`, in one sentence; nil where nothing is.
    public static var instructionSetRefusal: String? { InstructionSet.refusal?.description }

    /// Which source the running program was built from, in words.
    public static var origin: String { Provenance.commit().map { "built from \($0)" } ?? "built from no clone" }

    /// What builds it from its source.
    public var buildLine: String { "swift build -c \(build)" + (Launch.isPossible ? " --traits MPI" : "") }

    /// The facts as data.
    public var value: CanonicalValue {
        .object(sorting: [
            ("architecture", .text(architecture)), ("build", .text(build)), ("build_line", .text(buildLine)),
            ("commit", commit.map(CanonicalValue.text) ?? .null), ("engine", .integer(CellPlan.engine)),
            ("instruction_set", .text(instructionSet)),
            ("libraries", .object(sorting: libraries.map { ($0.name, .text($0.version)) })),
            ("sha256", .text(program.hexadecimal)),
        ])
    }

    /// The compiler the program was built with is at least this, and its run-time library is of the same toolchain.
    private static var swiftVersion: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    private static var glibcVersion: String {
        var text = [CChar](repeating: 0, count: 64)
        guard confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count - 1) > 0 else { return "unknown" }
        let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return words.hasPrefix("glibc ") ? String(words.dropFirst(6)) : words
    }
}
