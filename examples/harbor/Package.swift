// swift-tools-version: 6.2
import PackageDescription

/// Where Concord is: a repository with tags. tools/example names a clone; a package of your own writes an address here.
guard let concord = Context.environment["CONCORD_REPOSITORY"] else {
    fatalError("CONCORD_REPOSITORY names no repository of Concord; tools/example sets it to a clone of this one")
}

let package = Package(
    name: "harbor",
    dependencies: [.package(url: concord, from: "0.1.0")],
    targets: [
        .executableTarget(
            name: "harbor",
            dependencies: ["ConcordCommand", "Experiment", "Federation", "Learning"].map {
                .product(name: $0, package: "concord")
            })
    ],
    swiftLanguageModes: [.v6]
)
