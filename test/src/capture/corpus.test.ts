import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CaptureReader } from "../../../src/capture/reader.js";
import { fileSource } from "../../../src/node/file.js";
import { ROW_IS_TCP, ROW_IS_TLS } from "../../../src/wasm/layout.js";
import { corpusPath, SKIP_CORPUS } from "../../corpus.js";
import { type RowCopy, read, sharedCore } from "../../read.js";

/** All files of a corpus folder, whatever their depth. */
function files(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.map((name) => join(folder, name))
		.flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]))
		.sort();
}

const ALL = ["pcap", "pcap-extra", "malformed"].flatMap((folder) =>
	files(corpusPath(folder)),
);
/** tshark takes half a second for each: every fortieth, and all that were made for this subject. */
const SAMPLE = ALL.filter(
	(path, i) => i % 40 === 0 || path.includes("kannel-generated"),
);
const hasTshark = spawnSync("tshark", ["--version"]).status === 0;

const FIELDS = [
	"frame.time_epoch",
	"tcp.stream",
	"udp.stream",
	"frame.protocols",
];
/** Frames that tshark decodes further than this project: streams inside count there. */
const BEYOND =
	/icmp|gre|gtp|vxlan|geneve|teredo|l2tp|nsh|macsec|wlan|ipoib|arcnet|nflog|udp.*tcp|tcp.*udp|ip.*ip/;

/** What tshark sees, without custom blocks, which are no frames here (OUTPUT.md). */
function tshark(path: string): string[][] {
	const fields = FIELDS.flatMap((name) => ["-e", name]);
	const args = ["-n", "-r", path, "-T", "fields", "-E", "occurrence=f"];
	const run = spawnSync("tshark", [...args, ...fields], { encoding: "utf8" });
	return run.stdout
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => line.split("\t"))
		.filter(([time, , , protocols]) => time !== "" || protocols !== "data");
}

/** A fraction of a second or more is carried over here, not in tshark. */
function hasOddTime(time: string | undefined): boolean {
	return time === undefined || time.startsWith("-") || time.length > 20;
}

function compareRow(row: RowCopy, [time, tcp, udp, protocols]: string[]): void {
	if (time && !hasOddTime(time)) expect(row.time).toBe(time);
	if (BEYOND.test(protocols ?? "")) return;
	const isTcp = row.kind === ROW_IS_TCP || row.kind === ROW_IS_TLS;
	const theirs = isTcp ? tcp : udp;
	if (theirs) expect(String(row.stream)).toBe(theirs);
}

describe(`captures of the corpus${SKIP_CORPUS}`, () => {
	it.skipIf(ALL.length === 0)(
		"do no harm, and say what is wrong with them",
		async () => {
			const core = await sharedCore();
			let packets = 0;
			for (const path of ALL) {
				const reader = new CaptureReader(core, [fileSource(path)]);
				try {
					while (await reader.next());
				} catch (error) {
					expect(error).toMatchObject({ name: "CaptureError" });
				}
				const [info] = reader.captures;
				expect(info?.packets).toBe(reader.counters().packets);
				packets += info?.packets ?? 0;
			}
			expect(packets).toBeGreaterThan(ALL.length);
		},
		120_000,
	);

	const title = hasTshark ? "" : " (skipped: no tshark)";
	it.skipIf(!hasTshark || SAMPLE.length === 0)(
		`have the packets, times and streams that tshark sees${title}`,
		async () => {
			for (const path of SAMPLE) {
				const theirs = tshark(path);
				const got = await read([fileSource(path)]).catch(() => undefined);
				if (theirs.length === 0) continue;
				expect(got?.reader.counters().packets, path).toBe(theirs.length);
				const tunnels = theirs.some((frame) => BEYOND.test(frame[3] ?? ""));
				for (const row of got?.rows ?? []) {
					if (!tunnels) compareRow(row, theirs[row.frame - 1] ?? []);
				}
			}
		},
		240_000,
	);
});
