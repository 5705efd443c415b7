// Rows of a datagram that carries WAP: one for each WTP PDU, or one with connectionless WSP.
import {
	CONTROL_WSP,
	CONTROL_WTP,
	ROW_IS_WSP,
	ROW_IS_WTP,
	ROW_WAP_PRINT,
	ROW_WTP_TID,
} from "../../src/wasm/layout";
import { at, captured, capturedEnd, count, wire, wireLimit } from "../cursor";
import { direction } from "../flow";
import { nextRow, rowsLeft, writeHead, writePayload } from "../record";
import { printOf } from "../wap/print";
import { decodeWtp } from "../wap/wtp";
import { addToWtpRun, endWtpRun } from "./waprun";

export function writeWtpRows(entry: u32, index: u32): void {
	if (addToWtpRun(entry, index)) {
		count(CONTROL_WTP);
		return;
	}
	const first = nextRow();
	const rows = decodeWtp(at(), capturedEnd(), wireLimit(), first, rowsLeft());
	for (let i: u32 = 0; i < rows; i++) {
		const row = writeHead(ROW_IS_WTP, entry, index, direction());
		endWtpRun(index, <u32>load<u16>(row, ROW_WTP_TID));
		count(CONTROL_WTP);
	}
}

export function writeWspRow(entry: u32, index: u32): void {
	const row = writeHead(ROW_IS_WSP, entry, index, direction());
	writePayload(row, at(), captured(), wire());
	store<u32>(row, printOf(at(), captured(), wire()), ROW_WAP_PRINT);
	count(CONTROL_WSP);
}
