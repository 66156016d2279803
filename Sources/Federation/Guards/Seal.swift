import Config
import Determinism
import Learning

/// Messages are encrypted on every link, and prove who sent them.
struct Seal: Guard {
    static let component = Component(
        "seal", "Every message is encrypted and authenticated on its link, up and down: others see and change nothing.",
        details: """
            message = nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes), by AES-256-GCM or ChaCha20-Poly1305 of libcrypto, each agent's
            link and each way by itself; 28 bytes more per message, which the ledger counts.
            key     HKDF-SHA256 of the exchange's key (64 bits of SHA-256 of seed and exchange, of each replica by itself) for the
                    words `seal`, cipher, exchange, agent and way
            nonce   round and number of the question or result at the meeting, 32 bits each, and 32 zeros
            authenticated too: exchange, agent, way and kind of what is sent
            The receiver knows which nonce is due: a message that was forged, changed, replayed, or swapped with another agent's
            does not open. What is opened is what was sealed, so results are bit for bit those without it. The server reads
            everything: the privacy account knows no seal. It stands last, behind all other guards. Needs a server.

            Deviations from protocols in use:
              1. Nonces are counted, not drawn from the exchange's stream (SP 800-38D, 8.2.1, where a fixed field is zero): of drawn
                 ones two may be equal. A key sees a round, and a question of it, once, so that none comes twice, and a run that
                 is resumed goes on with those of the whole run, whichever checkpoint it goes on from.
              2. Keys are derived from the seed: nobody agrees on them, and none is ever replaced.

            Simulated: all parties are in one process, and whoever knows the seed in the plan knows the keys.
            """,
        source: Source(
            .survey, note: "which draws encrypted links; NIST SP 800-38D; RFC 8439; RFC 5869", evidence: .recalled),
        fields: [
            Field(
                "cipher",
                .words(
                    ("aes_256_gcm", "AES-256 in Galois/counter mode"), ("chacha20_poly1305", "ChaCha20 with Poly1305")),
                "What seals"
            ).main.defaults(to: .text("aes_256_gcm"))
        ])

    static let spaces = Signature.Space.allCases
    let needsServer = true
    let keepsNumbers = true
    private let cipher: AuthenticatedCipher

    init(_ settings: Settings) { cipher = settings.word("cipher") }

    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature? {
        if case .sealed = signature.form { return nil }
        var signature = signature
        signature.form = .sealed(signature.form)
        signature.overhead += AuthenticatedCipher.nonceBytes + AuthenticatedCipher.tagBytes
        return signature
    }

    func protect(_ rows: inout Batch, _ passage: Passage) {
        let plain = rows.messages.isEmpty ? (0..<rows.count).map { rows.bytes(of: $0) } : rows.messages
        rows.messages = plain.indices.map { seal(plain[$0], row: $0, kind: rows.signature.kind, passage) }
        rows.wipe()
    }

    func receive(_ rows: inout Batch, _ passage: Passage) {
        let plain = rows.messages.indices.map { row in
            guard let plain = open(rows.messages[row], row: row, kind: rows.signature.kind, passage) else {
                preconditionFailure("nobody changes messages within one process")
            }
            return plain
        }
        guard case .sealed(let form) = rows.signature.form, !form.isEncoded else {
            rows.messages = plain
            return
        }
        for (row, bytes) in plain.enumerated() { rows.write(bytes, to: row) }
        rows.messages = []
    }

    /// What an agent's message is on its link.
    func seal(_ plain: [UInt8], row: Int, kind: String, _ passage: Passage) -> [UInt8] {
        passage.nonce
            + cipher.seal(
                plain, key: key(of: row, passage), nonce: passage.nonce, for: associated(row, kind, passage))
    }

    /// What a message says; nil where it is not the one that is due on the agent's link.
    func open(_ message: [UInt8], row: Int, kind: String, _ passage: Passage) -> [UInt8]? {
        let nonce = Array(message.prefix(AuthenticatedCipher.nonceBytes))
        guard nonce == passage.nonce else { return nil }
        return cipher.open(
            Array(message.dropFirst(nonce.count)), key: key(of: row, passage), nonce: nonce,
            for: associated(row, kind, passage))
    }

    private func key(of row: Int, _ passage: Passage) -> [UInt8] {
        KeyDerivation.bytes(
            AuthenticatedCipher.keyBytes, from: passage.key.bytes,
            for: Passage.text([
                "concord seal", cipher.rawValue, passage.exchange, passage.senders[row], passage.way.rawValue,
            ]))
    }

    private func associated(_ row: Int, _ kind: String, _ passage: Passage) -> [UInt8] {
        Passage.text([passage.exchange, passage.senders[row], passage.way.rawValue, kind])
    }
}
