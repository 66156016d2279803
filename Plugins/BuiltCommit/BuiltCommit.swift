import Foundation
import PackagePlugin

/// Writes down which commit a build is of: `Commit.swift` of the module `Provenance`.
///
/// It is made when files are about to be compiled, and left as it is where it would say the same. Where the source is no clone, or
/// there is no git, it says nothing.
@main
struct BuiltCommit: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        [
            .prebuildCommand(
                displayName: "Asking git for the commit", executable: URL(fileURLWithPath: "/bin/sh"),
                arguments: [
                    "-c", Self.script, context.package.directoryURL.path, context.pluginWorkDirectoryURL.path,
                ],
                outputFilesDirectory: context.pluginWorkDirectoryURL)
        ]
    }

    /// `$0` is the package, `$1` where the file goes. A clone that this package only lies in is not its own.
    private static let script = """
        cd "$0" || exit 1
        commit=
        if [ -e .git ]; then
            commit=$(git rev-parse HEAD 2>/dev/null) || commit=
            [ -z "$commit" ] || [ -z "$(git status --porcelain -- Sources Package.swift 2>/dev/null)" ] || commit=$commit+
        fi
        line="let builtCommit = \\"$commit\\""
        [ "$(cat "$1/Commit.swift" 2>/dev/null)" = "$line" ] || printf '%s\\n' "$line" >"$1/Commit.swift"
        """
}
