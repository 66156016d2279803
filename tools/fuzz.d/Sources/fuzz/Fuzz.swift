import Glibc

/// The program that tools/fuzz builds and runs; its `main` is libFuzzer's.
///
/// ```
/// fuzz DOOR [options and corpora of libFuzzer]    changes input until told to stop, or reads the files named
/// fuzz DOOR --seeds DIRECTORY SPEC…               writes a door's first corpus, made from specs
/// fuzz --words                                    writes a dictionary of the spec language
/// ```
enum Fuzz {
    /// The door named by the first word.
    static let door = CommandLine.arguments.dropFirst().first.flatMap(Door.init(rawValue:))

    /// Does what is not libFuzzer's, and leaves the program where that was all.
    static func prepare() throws {
        let words = CommandLine.arguments.dropFirst()
        if words.first == "--words" {
            print(Seeds.dictionary())
            exit(0)
        }
        guard let door else {
            print("the first word is one of: \(Door.allCases.map(\.rawValue).joined(separator: ", "))")
            exit(64)
        }
        let rest = Array(words.dropFirst())
        guard rest.count >= 2, rest[0] == "--seeds" else { return }
        try Seeds(specs: Array(rest.dropFirst(2)), directory: rest[1]).write(for: door)
        exit(0)
    }
}

/// Called by libFuzzer before it reads its arguments, which do not have the door.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    do { try Fuzz.prepare() } catch {
        print(error)
        exit(1)
    }
    arguments.pointee[1] = arguments.pointee[0]
    arguments.pointee += 1
    count.pointee -= 1
    return 0
}

/// Called by libFuzzer with each input; a trap, five seconds or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func enter(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    switch Fuzz.door {
    case .spec: SpecDoor.enter(bytes)
    case .plan: PlanDoor.enter(bytes)
    case .checkpoint: CheckpointDoor.enter(bytes)
    case .foreign: ForeignDoor.enter(bytes)
    case nil: preconditionFailure("no door was named")
    }
    return 0
}
