import Archive
import Report

/// An answer is refused in words, or is one that reads back as itself. Input is what stands under a right fingerprint.
enum ForeignDoor {
    static func enter(_ bytes: [UInt8]) {
        if let answer = read(ForeignAnswer.sealed(bytes)) {
            precondition(read(answer.bytes) == answer, "an answer read back is another answer")
            if case .success(.group(let tree)) = answer.result { _ = ArchiveListing(tree).indented.plainText }
        }
        _ = read(bytes)
    }

    private static func read(_ bytes: [UInt8]) -> ForeignAnswer? {
        do throws(MalformedAnswer) { return try ForeignAnswer(bytes: bytes) } catch {
            precondition(!error.description.isEmpty, "an answer is refused without a reason")
            return nil
        }
    }
}
