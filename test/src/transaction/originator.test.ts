import { describe, expect, test } from "vitest";
import type { Exchange } from "../../../src/record.js";
import * as x from "./exchange.js";

const BODY = { bodyHash: "equal" };
const BROKEN: Partial<Exchange> = {
	ended: "rst",
	endedBy: "server",
	endTime: x.T0 + 1,
	endFrame: 9,
};

/** Two submissions of one body, the second one a minute later. */
function twice(
	first: {
		request?: x.HalfFields;
		answer?: x.HalfFields;
		more?: Partial<Exchange>;
	},
	second: {
		id?: string;
		client?: string;
		request?: x.HalfFields;
		wait?: number;
	},
): number[] {
	const story = new x.Story();
	story.http(
		x.A,
		x.sendReq("T1", { ...BODY, ...first.request }),
		first.answer,
		first.more,
	);
	const { id = "T2", client = x.A, wait = 60 } = second;
	story.wait(wait);
	story.http(
		client,
		x.sendReq(id, { ...BODY, ...second.request }),
		x.sendConf(id, {}, "M2@m"),
	);
	return story
		.run({ limits: { "message-idle": 100_000 } })
		.map(({ send }) => send!.attempts);
}

describe("attempts of one submission (STATES 4.3)", () => {
	test.each([
		["no answer", { more: BROKEN }, {}],
		["an error", { answer: { "http.response.code": 503 } }, {}],
		[
			"a transient refusal",
			{ answer: { ...x.sendConf("T1", {}, ""), "mmse.response_status": 0xc3 } },
			{},
		],
		["the same transaction id", { more: BROKEN }, { id: "T1" }],
		["hours later", { more: BROKEN }, { wait: 80_000 }],
		[
			"an answer that was not acknowledged",
			{ answer: x.sendConf("T1", { acknowledged: false }) },
			{},
		],
	])("after %s", (_, first, second) => {
		expect(twice(first, second)).toEqual([2]);
	});

	test.each([
		[
			"after a permanent refusal",
			{
				answer: {
					...x.sendConf("T1", { acknowledged: true }, ""),
					"mmse.response_status": 0xe1,
				},
			},
			{},
		],
		[
			"after acceptance",
			{ answer: x.sendConf("T1", { acknowledged: true }) },
			{},
		],
		[
			"after acceptance, with the same id",
			{ answer: x.sendConf("T1", { acknowledged: true }) },
			{ id: "T1" },
		],
		["after a day", { more: BROKEN }, { wait: 90_000 }],
		["of another client", { more: BROKEN }, { client: x.B }],
		[
			"of another program at the same address",
			{ more: BROKEN, request: { "http.user_agent": "One/1" } },
			{ request: { "http.user_agent": "Two/2" } },
		],
		[
			"of another sender at the same address",
			{ more: BROKEN, request: { "mmse.from": "+49301" } },
			{ request: { "mmse.from": "+49302" } },
		],
		["to others", { more: BROKEN }, { request: { "mmse.to": ["+49303"] } }],
		[
			"with another body and the same id",
			{ more: BROKEN },
			{ id: "T1", request: { bodyHash: "other" } },
		],
	])("an equal one is a new message %s", (_, first, second) => {
		expect(twice(first, second)).toEqual([1, 1]);
	});

	test("two clients that submit the same in turn keep their own attempts", () => {
		const story = new x.Story();
		for (const client of [x.A, x.B])
			story
				.wait(5)
				.http(client, x.sendReq(client, BODY), { "http.response.code": 503 });
		for (const client of [x.A, x.B])
			story
				.wait(60)
				.http(
					client,
					x.sendReq(client, BODY),
					x.sendConf(client, {}, `M-${client}@m`),
				);
		const found = story.run().map(({ send }) => [send!.client, send!.attempts]);
		expect(found).toEqual([
			[x.A, 2],
			[x.B, 2],
		]);
	});
});
