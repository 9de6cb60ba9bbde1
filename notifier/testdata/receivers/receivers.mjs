// Receivers as their users write them, from the packages those users have: one
// path each. They answer 204 to what they accept and 401 to the rest. The port
// is the first line of the output; the secret comes from the environment.
import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import multer from 'multer';
import { verify } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';

const secret = process.env.SECRET;
const app = express();
const same = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
const answer = (res, valid) => res.status(valid ? 204 : 401).end();
const raw = express.raw({ type: 'application/json' }); // 100 KiB at most, as express.json()

// What most people write: the signature is checked over the body written anew.
app.post('/audiospliter', express.json(), (req, res) => {
	const want = createHmac('sha256', secret).update(JSON.stringify(req.body)).digest('hex');
	answer(res, same(req.get('X-AudioSpliter-Signature') ?? '', want) && req.get('X-AudioSpliter-Event') === req.body.event);
});
app.post('/standard', raw, (req, res) => {
	try {
		new Webhook(secret).verify(req.body.toString('utf8'), req.headers);
		answer(res, req.get('webhook-id') === req.get('X-AudioSpliter-Delivery'));
	} catch {
		answer(res, false);
	}
});
app.post('/github', raw, async (req, res) => {
	answer(res, await verify(secret, req.body.toString('utf8'), req.get('X-Hub-Signature-256') ?? 'sha256=').catch(() => false));
});

const production = (req, res) => {
	const { uuid, status, status_string } = req.body ?? {};
	answer(res, /^job_[0-9a-f]{16}$/.test(uuid) && (status === '3' ? status_string === 'Done' : status === '2' && status_string === 'Error'));
};
app.post('/auphonic', express.urlencoded({ extended: false }), production);
app.post('/auphonic-multipart', multer().none(), production);

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
