import Testing

@Suite("Attestations by the built program")
struct AttestTests {
    @Test("Two instruction sets of this machine are two witnesses; a changed record is none")
    func commands() throws {
        let files = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: files) { directory in
            let text = """
                concord run tiny.yaml -j1 -q >/dev/null
                for isa in base avx2; do
                    CONCORD_ISA=$isa concord verify checkpoints -q --attestation $isa.json >/dev/null || echo no $isa
                done
                concord attest base.json avx2.json -o joint.json; echo $?
                cp base.json copy.json; concord attest base.json copy.json 2>said | tail -n 1
                witnesses=$(concord attest base.json copy.json --json 2>>said | grep -c '"architecture"')
                echo "counted $witnesses, said $(grep -c 'copy.json is the statement of base.json once more' said)"
                grep -c '"sha256"' joint.json
                (cd checkpoints && sha256sum tiny/d5/seed-1/plan.json | cut -c1-64) >digest; grep -qf digest joint.json && echo named
                echo '{' >bad.json; concord attest bad.json; echo $?; concord attest joint.json; echo $?
                """
            let outcome = try BuiltProgram.run(text, in: directory)
            // A processor without AVX2 has one witness.
            guard !outcome.output.contains("no avx2") else { return }
            let lines = outcome.output.split(separator: "\n")
            #expect(
                lines.contains {
                    $0.hasPrefix("VERIFIED REPRODUCIBLE: ") && $0.hasSuffix("2 witnesses on 2 unlike processors")
                })
            #expect(lines.contains { $0.hasPrefix("NOT REPRODUCED: 0 of ") } && lines.contains("counted 1, said 2"))
            #expect(
                lines.contains("named") && lines.contains("0") && lines.last == "1",
                "\(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("bad.json: ") && outcome.errors.contains("predicateType"))
        }
    }
}
