import Config
import Diagnostics
import Foundation

/// One case of the public YAML test suite: a folder with `in.yaml`, and `in.json` or `error` where it has them.
struct YAMLSuiteCase {
    let name: String
    let directory: String

    /// What the front end makes of a case.
    enum Outcome: Hashable, CustomStringConvertible {
        /// The value is the one of `in.json`.
        case readRight
        /// Something was read, and the case names no value to compare it with.
        case readUnchecked
        /// Another value than that of `in.json` was read.
        case readWrong(String)
        /// The text is not YAML, and was refused.
        case refusedNotYAML(String)
        /// The text is YAML, and was refused with these codes.
        case refused(String)
        /// The text is not YAML, but was read.
        case readNotYAML

        var description: String {
            switch self {
            case .readRight: "read right"
            case .readUnchecked: "read; the case gives no value to compare with"
            case .readWrong(let difference): "read wrong: \(difference)"
            case .refusedNotYAML(let reasons): "not YAML, refused: \(reasons)"
            case .refused(let reasons): "YAML, refused: \(reasons)"
            case .readNotYAML: "not YAML, read"
            }
        }
    }

    /// All cases below a checkout of the suite's `data` branch, by name.
    static func all(in root: String) -> [Self] {
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix("/in.yaml") && !$0.hasPrefix("name/") && !$0.hasPrefix("tags/") }.sorted()
            .map { file in
                let name = String(file.dropLast("/in.yaml".count))
                return Self(name: name, directory: "\(root)/\(name)")
            }
    }

    func outcome() throws -> Outcome {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(directory)/in.yaml")))
        var findings = Findings()
        let node = YAMLReader.read(SourceFile(name: name, bytes: bytes), into: &findings)
        let isWrong = FileManager.default.fileExists(atPath: "\(directory)/error")
        let reasons = findings.diagnostics.map { finding in
            finding.code == .yamlSyntax ? finding.message : finding.code.rawValue
        }
        let codes = Set(reasons).sorted().joined(separator: ", ")
        guard findings.diagnostics.isEmpty, let node else {
            return isWrong ? .refusedNotYAML(codes) : .refused(codes)
        }
        if isWrong { return .readNotYAML }
        guard let text = FileManager.default.contents(atPath: "\(directory)/in.json") else { return .readUnchecked }
        let wanted = try JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed)
        return Self.difference(node, wanted, at: "$").map(Outcome.readWrong) ?? .readRight
    }

    /// Where what was read is not the JSON value; nil where it is.
    static func difference(_ node: Node, _ wanted: Any, at path: String) -> String? {
        switch node.content {
        case .mapping(let entries):
            guard let object = wanted as? [String: Any], Set(object.keys) == Set(entries.map(\.key)) else {
                return "\(path) has the keys \(entries.map(\.key)), not those of \(wanted)"
            }
            for entry in entries {
                guard let member = object[entry.key] else { continue }
                if let found = difference(entry.value, member, at: "\(path).\(entry.key)") { return found }
            }
            return nil
        case .sequence(let elements):
            guard let list = wanted as? [Any], list.count == elements.count else {
                return "\(path) has \(elements.count) elements, not those of \(wanted)"
            }
            for (index, element) in elements.enumerated() {
                if let found = difference(element, list[index], at: "\(path)[\(index)]") { return found }
            }
            return nil
        case .scalar(let scalar):
            return isEqual(scalar, wanted) ? nil : "\(path) is \(scalar), not \(wanted)"
        case .value, .invalid: return "\(path) is \(node.content), not \(wanted)"
        }
    }

    private static func isEqual(_ scalar: Scalar, _ wanted: Any) -> Bool {
        if wanted is NSNull { return scalar.isNull }
        if let text = wanted as? String { return Array(scalar.text.utf8) == Array(text.utf8) && !scalar.isNull }
        guard let number = wanted as? NSNumber, scalar.isPlain else { return false }
        if ["true", "false"].contains(scalar.text) { return number.boolValue == (scalar.text == "true") }
        return scalar.number?.asNumber == number.doubleValue
    }
}
