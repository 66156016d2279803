public import Archive
public import Determinism
import Glibc

/// Whose place a directory is: the one rule of where a run may lie, for every command that finds runs.
///
/// A cell's place in a store is `<experiment>/<arm>/seed-<n>`. A directory may lie elsewhere, alone or under folders of other
/// names: its plan says whose it is. But one whose own path says another seed, or, within its experiment's folder, another arm,
/// is not what it looks like; and of several directories of one cell, the one at the cell's place counts (see ``RunPlaces``).
struct RunPlace: Hashable {
    /// The names of the three folders.
    private let folders: [String]
    /// The cell in one line.
    let title: String

    /// The place of a plan.
    init(_ plan: CanonicalValue) {
        let (experiment, arm) = (plan["name"]?.asText ?? "", plan["arm"]?.asText ?? "")
        let seed = plan["seeds"]?.elements.first?.asInteger ?? 0
        folders = [RunDirectory.component(experiment), RunDirectory.component(arm), "seed-\(seed)"]
        title = "\(arm) seed \(seed) of \(experiment)"
    }

    /// The path below a store.
    var path: String { folders.joined(separator: "/") }

    /// Whether a path ends with it.
    func ends(_ path: [String]) -> Bool { Array(path.suffix(folders.count)) == folders }

    /// Whether a path says that another cell lies there.
    func isDenied(by path: [String]) -> Bool {
        guard let last = path.last, Self.isSeed(last) else { return false }
        guard last == folders[2] else { return true }
        return path.count >= 3 && path[path.count - 3] == folders[0] && path[path.count - 2] != folders[1]
    }

    /// Whether a folder is called as those of cells are.
    static func isSeed(_ name: String) -> Bool {
        let digits = name.dropFirst("seed-".count)
        return name.hasPrefix("seed-") && !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

/// The runs that one command is about, and which of them are where their plans say.
public struct RunPlaces: Sendable {
    /// By the path of a directory that is no cell's place, that of the directory which is.
    private var originals: [String: String] = [:]
    /// By cell, the first directory that was taken for it.
    private var taken: [RunPlace: String] = [:]

    /// The places of directories. Plans are read of those alone that could be of one cell, by their paths.
    public init(_ directories: [RunDirectory] = []) {
        var counts: [[String]: Int] = [:]
        let isAnyLoose = directories.contains { !$0.isCalledLikeCell }
        for directory in directories { counts[directory.cellFolders, default: 0] += 1 }
        var candidates: [(path: String, place: RunPlace)] = []
        var placed: [RunPlace: String] = [:]
        for directory in directories where isAnyLoose || (counts[directory.cellFolders] ?? 0) > 1 {
            do throws(ArchiveError) {
                guard let plan = try directory.storedPlan()?.plan else { continue }
                let place = RunPlace(plan)
                if directory.paths.contains(where: place.ends) {
                    placed[place] = placed[place] ?? directory.path
                } else {
                    candidates.append((directory.path, place))
                }
            } catch {
                // Whoever reads that run says why it cannot be read.
                continue
            }
        }
        for candidate in candidates { originals[candidate.path] = placed[candidate.place] }
    }

    /// Confirms that a directory is not in the place of another cell, and no second one beside that at its cell's place.
    ///
    /// - Throws: `ArchiveError` naming both places.
    public func confirm(_ directory: RunDirectory, of plan: CanonicalValue) throws(ArchiveError) {
        try directory.confirmPlace(of: plan)
        guard let original = originals[directory.path] else { return }
        throw directory.misplaced(
            "it holds \(RunPlace(plan).title), and so does \(original), which is that cell's place")
    }

    /// Takes a directory for its cell.
    ///
    /// - Throws: `ArchiveError` naming both, where another one was taken for it.
    public mutating func take(_ directory: RunDirectory, of plan: CanonicalValue) throws(ArchiveError) {
        let place = RunPlace(plan)
        if let other = taken.updateValue(directory.path, forKey: place) {
            throw directory.misplaced("it holds \(place.title), and so does \(other): name one of them, or move it")
        }
    }
}

extension RunDirectory {
    /// Confirms that the directory's path does not say that another cell lies there than its plan's.
    ///
    /// - Throws: `ArchiveError` naming the place where the run belongs.
    public func confirmPlace(of plan: CanonicalValue) throws(ArchiveError) {
        let (place, paths) = (RunPlace(plan), self.paths)
        guard !paths.contains(where: place.ends), paths.contains(where: place.isDenied) else { return }
        throw misplaced("it holds \(place.title), whose place in a store is \(place.path)")
    }

    fileprivate func misplaced(_ words: String) -> ArchiveError { ArchiveError(path, "use the run", .mismatch(words)) }

    /// The folders on the way to it: as it is called, and behind all links.
    fileprivate var paths: [[String]] {
        var paths = [Self.folders(path)]
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            paths.append(Self.folders(String(cString: resolved)))
        }
        return paths
    }

    /// Whether it is called as a cell's directory is.
    fileprivate var isCalledLikeCell: Bool { Self.folders(path).last.map(RunPlace.isSeed) ?? false }

    /// What a path says of its cell: the folders of arm and seed.
    fileprivate var cellFolders: [String] { Array(Self.folders(path).suffix(2)) }

    private static func folders(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }
}
