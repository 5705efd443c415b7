import { mmse, pdus } from "../../../builder/index.js";
import type { Case } from "./case.js";
import * as s from "./scene.js";

const STATUS = [
	["report-expired", 0x80],
	["report-retrieved", 0x81],
	["report-rejected", 0x82],
	["report-deferred", 0x83],
	["report-unrecognised", 0x84],
	["report-indeterminate", 0x85],
	["report-forwarded", 0x86],
	["report-unreachable", 0x87],
] as const;

const DELIVERY = STATUS.flatMap(([reason, code]): Case[] => [
	{
		reason,
		name: "to the submission",
		state: "none",
		play: (scene) => {
			scene.submit(s.conf(), { deliveryReport: true }).connection.close();
			return [scene.push(s.delivery(code), s.A)];
		},
	},
	{
		reason,
		name: "alone",
		state: "none",
		play: (scene) => [scene.push(s.delivery(code), s.A)],
	},
]);

const READ = (
	[
		["read", 0x80],
		["deleted-unread", 0x81],
	] as const
).flatMap(([reason, code]): Case[] => [
	{
		reason,
		name: "told to the sender",
		state: "none",
		play: (scene) => [
			scene.push(
				pdus.readReport(mmse.TYPE.readOrigInd, {
					messageId: "M1-mmsc-example",
					to: s.FROM,
					from: s.TO,
					status: code,
				}),
				s.A,
			),
		],
	},
	{
		reason,
		name: "by the recipient, after the retrieval",
		state: "retrieved",
		decides: "retrieved-unconfirmed",
		play: (scene) => {
			scene.retrieve();
			const report = pdus.readReport(mmse.TYPE.readRecInd, {
				messageId: "M9-mmsc-example",
				to: s.FROM,
				from: s.TO,
				status: code,
			});
			return [scene.post(s.B, report, s.NOTED).asked];
		},
	},
]);

const MISSING: Case = {
	reason: "report-missing",
	state: "none",
	decides: "send-accepted",
	play: (scene) => {
		const { answered } = scene.submit(s.conf(), { deliveryReport: true });
		scene.later();
		return [answered];
	},
};

export const REPORTS: readonly Case[] = [...DELIVERY, ...READ, MISSING];
