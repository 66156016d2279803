// swift-tools-version: 6.2
import PackageDescription

/// Targets with inner loops, and the one that compiles specs, are optimized in debug builds too, so that tests are quick;
/// exclusivity is proven by the compiler where it can, and not checked again at every step of a loop.
let hot: [SwiftSetting] = [.unsafeFlags(["-O", "-enforce-exclusivity=unchecked"])]

/// The module table, lowest rank first. A target imports only targets above it in this list.
let package = Package(
    name: "concord",
    products: [
        .executable(name: "concord", targets: ["concord"]),
        // What other packages build on; together they have every module that their declarations speak of.
        .library(name: "ConcordCommand", targets: ["ConcordCommand"]),
        .library(name: "Report", targets: ["Report"]),
        .library(name: "Experiment", targets: ["Experiment", "Diagnostics"]),
        .library(name: "Federation", targets: ["Federation"]),
        .library(name: "Archive", targets: ["Archive"]),
        .library(name: "Learning", targets: ["Learning", "Config", "Numerics", "Determinism"]),
    ],
    traits: [
        .trait(name: "MPI", description: "Processes that mpirun or srun starts can share a cell (Open MPI)")
    ],
    targets: [
        // Rank 0: C, seen by exactly one Swift target each.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])]),

        // Rank 1
        .plugin(name: "BuiltCommit", capability: .buildTool()),
        .target(name: "Provenance", plugins: ["BuiltCommit"]),
        .target(name: "Diagnostics"),
        .target(
            name: "Determinism", dependencies: ["CCrypto"], swiftSettings: hot,
            linkerSettings: [.linkedLibrary("m")]),

        // Rank 2
        .target(
            name: "Config", dependencies: ["Diagnostics", "Determinism", "CYAML"], swiftSettings: hot),
        .target(
            name: "Numerics", dependencies: ["Determinism", "CKernels"], swiftSettings: hot),

        // Rank 3
        .target(
            name: "Learning", dependencies: ["Config", "Numerics", "Determinism"], swiftSettings: hot),
        .target(
            name: "Archive", dependencies: ["Numerics", "Determinism", "CHDF5"], swiftSettings: hot),

        // Rank 4
        .target(
            name: "Federation",
            dependencies: [
                "Learning", "Config", "Numerics", "Determinism",
                .target(name: "CMPI", condition: .when(traits: ["MPI"])),
            ], swiftSettings: hot),

        // As other packages' targets are: compiled without the settings of those it uses.
        .target(name: "Elsewhere", dependencies: ["Learning", "Config", "Numerics", "Determinism"]),

        // Rank 5
        .target(
            name: "Experiment",
            dependencies: [
                "Elsewhere", "Federation", "Learning", "Archive", "Config", "Numerics", "Diagnostics", "Determinism",
                "Provenance",
            ], swiftSettings: hot),

        // Rank 6
        .target(
            name: "Report",
            dependencies: ["Experiment", "Learning", "Archive", "Config", "Numerics", "Diagnostics", "Determinism"]),

        // Rank 7
        .target(
            name: "ConcordCommand",
            dependencies: [
                "Report", "Experiment", "Federation", "Archive", "Config", "Diagnostics", "Determinism", "Provenance",
            ]),

        // Rank 8
        .executableTarget(name: "concord", dependencies: ["ConcordCommand"]),

        // Tests
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .target(
            name: "TestSupport", dependencies: ["Learning", "Archive", "Determinism"], path: "Tests/TestSupport"),
        .testTarget(name: "DeterminismTests", dependencies: ["Determinism"]),
        .testTarget(name: "NumericsTests", dependencies: ["TestSupport", "Numerics", "Determinism"]),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
        .testTarget(name: "ConfigTests", dependencies: ["Config", "Diagnostics", "Determinism"]),
        .testTarget(name: "ArchiveTests", dependencies: ["TestSupport", "Archive", "Numerics", "Determinism"]),
        .testTarget(
            name: "LearningTests", dependencies: ["TestSupport", "Learning", "Config", "Numerics", "Determinism"]),
        .testTarget(
            name: "FederationTests",
            dependencies: ["TestSupport", "Federation", "Learning", "Config", "Numerics", "Determinism"]),
        .testTarget(
            name: "ExperimentTests",
            dependencies: [
                "TestSupport", "CAllocations", "Elsewhere", "Experiment", "Federation", "Learning", "Archive", "Config",
                "Numerics",
                "Diagnostics",
                "Determinism",
            ]),
        .testTarget(
            name: "ReportTests",
            dependencies: [
                "Report", "Experiment", "Learning", "Archive", "Config", "TestSupport", "Diagnostics", "Determinism",
            ]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "TestSupport", "Federation", "Archive", "Config", "Diagnostics", "Determinism", "ConcordCommand",
                "concord",
            ],
            exclude: ["Golden"]),
    ],
    swiftLanguageModes: [.v6]
)
