import Archive
import Config
import Determinism
import Learning
import Numerics

/// Public states read from an HDF5 file.
struct FileStates: PublicStateSource {
    static let component = Component(
        "file",
        "States read from a dataset [count, observation] of an HDF5 file, known by its content and not by its path.",
        fields: [
            Field("path", .path, "The file, relative to the spec").main.shaping(.nothing),
            Field("dataset", .text, "The dataset's path within the file").defaults(to: .text("/states")),
            Field("content", .text, "SHA-256 of the file; filled in when the spec is compiled").optional,
        ])

    let path: String
    let dataset: String
    private let content: String?

    init(_ settings: Settings) {
        path = settings.text("path")
        dataset = settings.text("dataset")
        content = settings.has("content") ? settings.text("content") : nil
    }

    /// Read off the file; zero and inexact where it is not there to be asked.
    var count: (count: Int, isExact: Bool) {
        do {
            guard case .array(let array) = try ArchiveFile(path).readForeign(dataset) else { return (0, false) }
            return (array.shape.first ?? 0, true)
        } catch {
            return (0, false)
        }
    }

    func states(in environment: any Environment, round: Duration, _ workers: Int) throws(StageError) -> PublicStates {
        let width = environment.spaces.observation.count
        let file = ArchiveFile(path)
        do {
            let found = try file.files.fingerprint(path, as: .input).hexadecimal
            if let content, content != found {
                throw StageError("\(path) has changed since the plan was made: its SHA-256 is \(found), not \(content)")
            }
            guard case .array(let array) = try file.readForeign(dataset) else {
                throw StageError("\(path) has no numbers at \(dataset)")
            }
            guard array.shape.count == 2, array.shape[1] == width, array.shape[0] > 0 else {
                throw StageError(
                    "\(path): \(dataset) has the shape \(array.shape); an observation here has \(width) numbers, "
                        + "so [count, \(width)] is needed")
            }
            return try Self.states(in: array, of: "\(path): \(dataset)")
        } catch let error as StageError {
            throw error
        } catch {
            throw StageError("\(error)")
        }
    }

    /// The states of an array `[count, observation]` with at least one row.
    ///
    /// - Throws: ``StageError`` naming the row and column of what is no usable number, or where all rows are equal.
    static func states(in array: ArchiveArray, of subject: String) throws(StageError) -> PublicStates {
        let states = PublicStates(try SingleNumbers.read(array, of: subject), width: array.shape[1])
        if let objection = states.objection { throw StageError("\(subject): \(objection)") }
        return states
    }
}
