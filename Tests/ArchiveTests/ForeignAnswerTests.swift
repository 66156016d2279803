import Determinism
import TestSupport
import Testing

@testable import Archive

@Suite("The answer of a process that read a file")
struct ForeignAnswerTests {
    static let sound = ForeignAnswer(.success(.group(sampleTree())))

    @Test("comes back as it was: every kind of item, attribute and error")
    func roundTrip() throws {
        #expect(try ForeignAnswer(bytes: Self.sound.bytes).result == .success(.group(sampleTree())))
        for reason: ArchiveError.Reason in [.missing, .mismatch("a"), .library(["b", ""]), .refused("é")] {
            let error = ArchiveError("file", "read", reason)
            #expect(try ForeignAnswer(bytes: ForeignAnswer(.failure(error)).bytes).result == .failure(error))
        }
        // What only a whole file can be is said by the process that asked; from the other one, its words are enough.
        let answer = ForeignAnswer(.failure(ArchiveError("file", "read", .empty)))
        #expect(try ForeignAnswer(bytes: answer.bytes).result.failure?.reason == .refused("the file is empty"))
    }

    @Test("is refused in words where a byte is missing, too many or another")
    func changed() throws {
        let bytes = Self.sound.bytes
        for count in [0, 10, 40, 82, 83, bytes.count - 1] {
            #expect(throws: MalformedAnswer.self) { try ForeignAnswer(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: MalformedAnswer.self) { try ForeignAnswer(bytes: bytes + [0]) }
        for position in stride(from: 0, to: bytes.count, by: 97) {
            var changed = bytes
            changed[position] ^= 4
            #expect(throws: MalformedAnswer.self) { try ForeignAnswer(bytes: changed) }
        }
    }

    /// `CONCORD_MUTATIONS=10000 swift test --filter ForeignAnswerTests` tries more often.
    @Test("is an answer or refused in words, whatever stands under a right fingerprint")
    func damaged() throws {
        let sound = try #require(ForeignAnswer.content(of: Self.sound.bytes))
        var stream = StreamKey(seed: 7, owner: "test/answer").stream(.sampling)
        var refused = 0
        for trial in 0..<Trials.count() {
            var content = sound
            if trial % 5 == 0 {
                content.removeLast(1 + stream.index(below: content.count))
            } else {
                // Most bytes are numbers of two arrays at the end; what is before them has the structure.
                for _ in 0...stream.index(below: 4) {
                    let position = stream.index(below: trial % 5 == 1 ? content.count : 1200)
                    content[position] = trial % 5 == 2 ? 0xFF : UInt8(stream.index(below: 256))
                }
            }
            do throws(MalformedAnswer) {
                let answer = try ForeignAnswer(bytes: ForeignAnswer.sealed(content))
                let again = try ForeignAnswer(bytes: answer.bytes)
                #expect(again == answer, "trial \(trial)")
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 0)
    }
}

extension Result {
    fileprivate var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}
