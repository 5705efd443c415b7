import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Identity } from "../../../src/record.js";
import { corpusPath, hasCorpus, SKIP_CORPUS } from "../../corpus.js";
import { runPipeline } from "../pipeline/run.js";

async function identitiesOf(...names: string[]): Promise<Identity[]> {
	const found: Identity[] = [];
	const path = corpusPath(...names);
	expect(existsSync(path)).toBe(true);
	await runPipeline(readFileSync(path), {
		sink: { onIdentity: (identity) => found.push(identity) },
	});
	return found;
}

// The values are those of tshark 4.0.17 (e212.imsi, e164.msisdn, gtp.*, gtpv2.*); of the ECI the 28 bits that it has.
describe.skipIf(!hasCorpus)(`captures of others${SKIP_CORPUS}`, () => {
	it("have a session of GTPv2, from begin to end", async () => {
		const found = await identitiesOf("pcap-extra/ntop+nDPI/gtp_c.pcap");
		expect(found).toMatchObject([
			{
				address: "33.23.23.1",
				number: "+896745214365",
				imsi: "987654112233445",
				gateway: "10.102.0.2",
				access: {
					apn: "internet",
					rat: "EUTRAN",
					cell: "896-457-4660-36984440",
					imeisv: "436587092110203",
				},
				tunnels: [
					{ address: "10.101.0.2", teid: 894603781 },
					{ address: "10.102.0.2", teid: 894603783 },
				],
				frame: 2,
			},
			{ address: "33.23.23.1", frame: 2 },
		]);
		expect(found[0]).not.toHaveProperty("to");
		expect(found[1]?.to).toBeGreaterThanOrEqual(found[1]!.from);
	});

	it("have a session of GTPv2 on S11 and S5, of IPv4 and IPv6", async () => {
		const found = await identitiesOf(
			"pcap-extra/ajbanjara+Wireshark/SampleCaptures__GTPV2-Default.pcap",
		);
		const last = new Map(found.map((one) => [one.address, one]));
		expect([...last.keys()]).toEqual(["62.7.1.1", "2600:100f:8000:1f2d::/64"]);
		for (const one of last.values()) {
			expect(one.number).toBe("+311280001001053");
			expect(one.imsi).toBe("333333333333333");
			expect(one.to).toBeDefined();
		}
		expect(last.get("62.7.1.1")?.tunnels).toContainEqual({
			address: "10.10.42.42",
			teid: 122,
		});
	});

	it("have contexts of GTPv1", async () => {
		const found = await identitiesOf(
			"pcap/zeek+zeek/tunnels__gtp__pdp_ctx_messages.pcapng",
		);
		expect(found).toMatchObject([
			{
				address: "192.168.252.130",
				number: "+8615221000101",
				imsi: "460004100000101",
				gateway: "10.100.200.34",
				access: { apn: "eetest", rat: "GERAN" },
				frame: 3,
			},
			{
				address: "192.168.0.2",
				number: "+46702123456",
				imsi: "240010123456789",
				access: { apn: "internet" },
				frame: 8,
			},
		]);
	});
});
