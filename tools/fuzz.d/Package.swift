// swift-tools-version: 6.2
import PackageDescription

/// Coverage-guided input for Concord's doors. tools/fuzz builds it, with libFuzzer's and the address sanitizer's
/// instruments in every module; the package at the root knows nothing of it.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "concord", path: "../..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: ["Report", "Experiment", "Archive", "Learning"].map { .product(name: $0, package: "concord") }
        )
    ],
    swiftLanguageModes: [.v6]
)
