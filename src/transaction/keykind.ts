/** What keys are made of. */
export const KEY = {
	/** Client or subscriber, and transaction id. */
	transaction: 1,
	location: 2,
	/** Message-ID, or what may be one. */
	messageId: 3,
	/** Client and path. */
	path: 4,
	/** Client or subscriber, recipients and subject of a submission. */
	submission: 5,
	/** Hash of a body, and a recipient. */
	body: 6,
	/** Hash of a part, and a recipient. */
	part: 7,
	/** Client and target of a redirect. */
	redirect: 8,
	/** End of what may be a Message-ID and is mixed. */
	end: 9,
	/** Transaction id and path of what was pushed to whom nobody knows. */
	anyTransaction: 10,
	anyPath: 11,
} as const;
