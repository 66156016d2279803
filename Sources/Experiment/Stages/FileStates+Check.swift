import Archive
import Config
import Diagnostics

extension FileStates {
    /// The file holds states of the width that agents observe, all of them numbers.
    func check(_ check: inout SourceCheck) {
        let (width, span) = (check.spaces.observation.count, check.span("path"))
        guard let place = check.place(ofFile: path) else { return }
        do {
            let item = try ArchiveFile(place).readForeign(dataset)
            guard case .array(let array) = item, array.shape.count == 2, array.shape[1] == width, array.shape[0] > 0
            else {
                let shape = if case .array(let array) = item { "the shape \(array.shape)" } else { "no numbers" }
                check.refuse(
                    .publicStatesWidth, "'\(path)' has \(shape) at \(dataset)", at: span,
                    help: "an observation here has \(width) numbers: [count, \(width)] is needed")
                return
            }
            do throws(StageError) {
                _ = try Self.states(in: array, of: "'\(path)': \(dataset)")
            } catch {
                check.refuse(
                    .unfitStates, error.description, at: span,
                    help: "write the file again, with different states of finite Float32 numbers")
            }
        } catch {
            check.refuse(.missingInput, "cannot read \(dataset) of '\(path)': \(error.description)", at: span)
        }
    }
}
