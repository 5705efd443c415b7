// Rows of a datagram that carries WTP: one for each PDU.
import { CONTROL_WTP, ROW_IS_WTP } from "../../src/wasm/layout";
import { at, capturedEnd, count, wireLimit } from "../cursor";
import { direction } from "../flow";
import { nextRow, rowsLeft, writeHead } from "../record";
import { decodeWtp } from "../wap/wtp";

export function writeWtpRows(entry: u32, index: u32): void {
	const first = nextRow();
	const rows = decodeWtp(at(), capturedEnd(), wireLimit(), first, rowsLeft());
	for (let i: u32 = 0; i < rows; i++) {
		writeHead(ROW_IS_WTP, entry, index, direction());
		count(CONTROL_WTP);
	}
}
