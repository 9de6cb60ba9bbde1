// Reads messages for chat services, a JSON object a line, and says of each what
// the libraries of Microsoft and of Discord find wrong with it: an empty line
// for nothing.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { AdaptiveCard, SerializationContext, Versions } = require('adaptivecards/dist/adaptivecards.js');
const { EmbedBuilder, embedLength } = require('@discordjs/builders');

const teams = (message) => {
	const [{ contentType, content }] = message.attachments;
	if (message.type !== 'message' || contentType !== 'application/vnd.microsoft.card.adaptive') return 'no card';
	const context = new SerializationContext(Versions.v1_4);
	const card = new AdaptiveCard();
	card.parse(content, context);
	const events = card.validateProperties().validationEvents.map((e) => e.message);
	for (let i = 0; i < context.eventCount; i++) events.push(context.getEventAt(i).message);
	if (card.getItemCount() !== content.body.length) events.push('elements were dropped');
	return events.join('; ');
};

const discord = (message) => {
	for (const { title, description, color, fields, footer } of message.embeds) {
		const embed = new EmbedBuilder().setTitle(title).setColor(color).addFields(...fields);
		if (description) embed.setDescription(description);
		if (footer) embed.setFooter(footer);
		if (embedLength(embed.data) > 6000) return 'more than 6000 characters';
	}
	return '';
};

for await (const line of createInterface({ input: process.stdin })) {
	const { service, body } = JSON.parse(line);
	try {
		console.log({ teams, discord }[service](body).replaceAll('\n', ' '));
	} catch (e) {
		console.log(`${e}`.replaceAll('\n', ' '));
	}
}
