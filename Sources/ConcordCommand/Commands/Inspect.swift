import Archive
import Config
import Determinism
import Diagnostics
import Experiment
import Glibc
import Report

/// Shows what a checkpoint holds.
struct Inspect: Command {
    static let table = CommandTable(
        "inspect", "Show what a checkpoint holds: its tree with shapes and statistics, one item, its spec or its plan.",
        details: """
            The words 'spec' and 'plan' stand for the items /spec and /plan. Every byte of the file is checked first; \
            a damaged file is named as such, and so is one that another program wrote.
            """,
        examples: [
            "inspect checkpoints/study/d5/seed-20",
            "inspect checkpoints/study/d5/seed-20/round-002000.h5 /federation/public_states",
            "inspect checkpoints/study/d5/seed-20 plan",
        ],
        operands: [
            .init("CHECKPOINT|DIR", .checkpoint, "A checkpoint, or a run directory for its newest one."),
            .init("ITEM", .text, "A path in it, or 'spec', or 'plan'; the whole tree unless told.", isOptional: true),
        ],
        options: [.json])

    private let path: String
    private let item: String
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        path = arguments.required("CHECKPOINT|DIR")
        item = arguments.operand("ITEM") ?? ""
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        let file = isDirectory ? try CheckpointPath.find(path, in: console.program.language) : ArchiveFile(path)
        let node = try read(file, console)
        doubt(file, node, console)
        guard case .group(let tree) = node else {
            if item == "plan" || item == "/plan", !isJSON, case .text(let text) = node, let plan = text.values.first {
                console.print(try CanonicalValue(parsing: plan).prettyJSON + "\n")
            } else {
                let view = ArchiveItemView(item, node)
                console.print(isJSON ? VisibleText.json(view.json.json) + "\n" : view.text)
            }
            return .done
        }
        let listing = ArchiveListing(tree, under: item)
        if isJSON {
            console.print(listing.table.json.prettyJSON + "\n")
            return .done
        }
        if !tree.attributes.words.isEmpty { console.print(page: VisibleText.line(tree.attributes.words) + "\n\n") }
        console.print(listing.indented.plainText)
        return .done
    }

    /// Whether a run is named instead of a file, whatever the file's name ends with.
    private var isDirectory: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Says of a checkpoint that it contradicts itself, or lies in another cell's directory: looking is how one finds out.
    private func doubt(_ file: ArchiveFile, _ node: ArchiveNode, _ console: Console) {
        do throws(ArchiveError) {
            var header = try file.header()
            guard header["kind"] == "checkpoint" else { return }
            let tree: ArchiveTree
            if item.isEmpty, case .group(let whole) = node { tree = whole } else { (header, tree) = try file.read() }
            for remark in try RunDirectory.confirm(file, header, tree, in: console.program.language) {
                console.note(remark)
            }
        } catch {
            if error.reason != .foreignHDF5 { console.note("\(error)") }
        }
    }

    /// The item asked for. A file of another program is shown too, but said to be one: it carries nothing to check it by.
    private func read(_ file: ArchiveFile, _ console: Console) throws(ArchiveError) -> ArchiveNode {
        do throws(ArchiveError) {
            return try file.read(item)
        } catch {
            guard error.reason == .foreignHDF5 else { throw error }
            let node = try file.readForeign(item)
            console.note("\(path) is an HDF5 file that Concord did not write; its bytes could not be checked")
            return node
        }
    }
}
