import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { wspPduName } from "../../../src/wap/names.js";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import {
	corpusFiles,
	hasShared,
	SKIP_CORPUS,
	SKIP_SHARED,
	sharedPath,
} from "../../corpus.js";
import { captureRows } from "./capture.js";
import { track } from "./record.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
const files = corpusFiles("pcap", "kannel-generated");

/** `frame PDU` of each WSP PDU that tshark shows. */
function tsharkPdus(file: string): string[] {
	const fields = ["-e", "frame.number", "-e", "wsp.pdu_type"];
	const args = ["-n", "-r", file, "-Y", "wsp", "-T", "fields", ...fields];
	const { stdout } = spawnSync("tshark", args, { encoding: "utf8" });
	return stdout
		.trimEnd()
		.split("\n")
		.map((line) => {
			const [frame, type] = line.split("\t");
			return `${frame} ${wspPduName(Number(type))}`;
		});
}

/** tshark puts packets together by addresses and TID without ports, so it takes these for repeats of an earlier one. */
const ONLY_OURS: Record<string, string[]> = {
	"kannel2_mo_send_pub.pcapng": ["79 Post", "186 Post"],
};

describe(`WSP PDUs of the corpus${SKIP_CORPUS}`, () => {
	// A suite needs a test to skip.
	const named = files.map((file) => [basename(file), file]);
	it
		.skipIf(!hasTshark || files.length === 0)
		.each(named.length > 0 ? named : [["none", ""]])(
		"completes them in the frames that tshark names: %s",
		(name = "", file = "") => {
			const told = track(core, captureRows(core, file));
			const ours = told.lines
				.filter((line) => !line.includes("incomplete"))
				.map((line) => line.replace(/^(\d+) \w+ (\w+).*/, "$1 $2"));
			const extra = ONLY_OURS[name] ?? [];
			const shared = ours.filter((line) => !extra.includes(line));
			expect(shared).toEqual(tsharkPdus(file));
			expect(ours.length - shared.length).toBe(extra.length);
			expect(told.problems).toEqual([]);
		},
	);
});

describe.skipIf(!hasShared)(`life-wtp.pcap${SKIP_SHARED}`, () => {
	it("gives every transaction with its end", () => {
		const path = sharedPath("spec", "check", "life-wtp.pcap");
		const { transactions } = track(core, captureRows(core, path));
		const ends = transactions.map((t) => [
			t.kind,
			t.tid,
			t.request && wspPduName(t.request.pdu.type),
			t.response?.pdu.httpStatus,
			t.ended,
			t.endedBy,
		]);
		expect(ends).toEqual([
			["session", 1, "Connect", undefined, "done", undefined],
			["method", 2, "Post", 200, "done", undefined],
			["method", 3, "Get", 200, "done", undefined],
			["method", 4, "Post", 204, "done", undefined],
			["method", 5, "Get", 404, "done", undefined],
			["method", 6, "Get", undefined, "abort", "server"],
			["method", 7, "Get", undefined, "abort", "client"],
			["method", 8, "Get", 400, "done", undefined],
			["push", 900, "ConfirmedPush", undefined, "done", undefined],
			["session", 9, "Disconnect", undefined, "done", undefined],
			["push", 901, "ConfirmedPush", undefined, "abort", "client"],
		]);
	});

	it("knows the times and frames of the segmented Post", () => {
		const path = sharedPath("spec", "check", "life-wtp.pcap");
		const { transactions } = track(core, captureRows(core, path));
		const post = transactions[1];
		expect(post?.request?.carriage).toMatchObject({
			frame: 12,
			frames: [4, 5, 6, 8, 10, 11, 12],
			complete: true,
			acknowledged: true,
			retransmissions: 0,
		});
		expect(post?.holdOn?.frame).toBe(13);
		expect(post?.lastAck?.frame).toBe(15);
		const get = transactions[2];
		expect(get?.response?.carriage).toMatchObject({
			frames: [16, 17, 18, 19, 20],
			retransmissions: 1,
		});
		const names = post?.sessionHeaders.map(({ name }) => name);
		expect(names).toEqual(["user-agent"]);
	});
});
