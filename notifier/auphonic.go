package notifier

import (
	"bytes"
	"mime/multipart"
	"net/url"

	"audiospliter/engine"
)

const formType = "application/x-www-form-urlencoded"

// auphonic says that a job has ended as Auphonic does of a production.
func auphonic(e engine.Event, _ Endpoint) ([]Message, error) {
	fields := url.Values{"uuid": {e.Job.ID}}
	switch e.Kind {
	case engine.JobCompleted:
		fields.Set("status", "3")
		fields.Set("status_string", "Done")
	case engine.JobFailed:
		fields.Set("status", "2")
		fields.Set("status_string", "Error")
	default:
		return nil, nil
	}
	return []Message{{ContentType: formType, Body: []byte(fields.Encode())}}, nil
}

// asMultipart writes the same fields as multipart/form-data, as Auphonic does
// for receivers that refuse application/x-www-form-urlencoded.
func asMultipart(d Delivery) Delivery {
	fields, err := url.ParseQuery(string(d.Body))
	if err != nil {
		return d // it was made by auphonic
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, name := range []string{"uuid", "status", "status_string"} {
		_ = form.WriteField(name, fields.Get(name)) // a buffer takes all
	}
	_ = form.Close()
	d.ContentType, d.Body = form.FormDataContentType(), body.Bytes()
	return d
}
