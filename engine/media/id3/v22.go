package id3

// names22 are the frames of ID3v2.2 by their names in 2.3.
var names22 = map[string]string{
	"BUF": "RBUF", "CNT": "PCNT", "COM": "COMM", "GEO": "GEOB", "IPL": "IPLS", "MCI": "MCDI",
	"POP": "POPM", "TAL": "TALB", "TBP": "TBPM", "TCM": "TCOM", "TCO": "TCON", "TCP": "TCMP",
	"TCR": "TCOP", "TDA": "TDAT", "TEN": "TENC", "TFT": "TFLT", "TIM": "TIME", "TKE": "TKEY",
	"TLA": "TLAN", "TMT": "TMED", "TOA": "TOPE", "TOF": "TOFN", "TOL": "TOLY", "TOR": "TORY",
	"TOT": "TOAL", "TP1": "TPE1", "TP2": "TPE2", "TP3": "TPE3", "TP4": "TPE4", "TPA": "TPOS",
	"TPB": "TPUB", "TRC": "TSRC", "TRD": "TRDA", "TRK": "TRCK", "TS2": "TSO2", "TSA": "TSOA",
	"TSC": "TSOC", "TSP": "TSOP", "TSS": "TSSE", "TST": "TSOT", "TT1": "TIT1", "TT2": "TIT2",
	"TT3": "TIT3", "TXT": "TEXT", "TXX": "TXXX", "TYE": "TYER", "UFI": "UFID", "ULT": "USLT",
	"WAF": "WOAF", "WAR": "WOAR", "WAS": "WOAS", "WCM": "WCOM", "WCP": "WCOP", "WPB": "WPUB",
	"WXX": "WXXX", "PIC": "APIC",
}

// frame22 returns the next frame of a tag of 2.2, in the form of 2.3.
func (d *decoder) frame22() (Frame, bool, error) {
	b, ok := d.take(6)
	if !ok || !validID(b[:3]) {
		return Frame{}, false, nil
	}
	f := Frame{ID: names22[string(b[:3])]}
	n := int64(b[3])<<16 | int64(b[4])<<8 | int64(b[5])
	ok, err := d.body(&f, n)
	switch {
	case f.ID == "":
		f.Body = nil
	case f.ID == "APIC" && len(f.Body) > 4:
		f.Body = picture22(f.Body)
	}
	return f, ok, err
}

// picture22 replaces the three letters of an image format by its MIME type.
func picture22(body []byte) []byte {
	mime := "image/"
	switch string(body[1:4]) {
	case "PNG":
		mime += "png"
	case "JPG":
		mime += "jpeg"
	case "-->":
		mime = "-->"
	}
	out := append([]byte{body[0]}, mime...)
	return append(append(out, 0), body[4:]...)
}
