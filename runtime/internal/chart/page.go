package chart

import (
	"encoding/base64"
	"fmt"
	"html"
)

// largestImage is up to which size a drawing is in its HTML twice.
const largestImage = 1 << 17

// Page is HTML that shows a drawing in two kinds of places. JupyterLab removes
// drawings and style sheets in a notebook that it does not trust, but neither
// images nor style attributes. Where drawings live, the inline <svg> is seen, in
// the page's theme, with tips. Elsewhere the file form is seen as an image or,
// if it is large, the plain text. Which of the two it is follows from whether
// the style sheet is there.
func Page(inline, file, title, plain string) string {
	const choice = "<style>.ilv-page{display:block!important}.ilv-untrusted{display:none!important}</style>"
	out := `<div class="ilv-page" style="display: none">` + choice + inline + "</div>"
	if len(file) <= largestImage {
		return out + fmt.Sprintf(`<img class="ilv-untrusted" alt="%s" src="data:image/svg+xml;base64,%s"/>`,
			html.EscapeString(title), base64.StdEncoding.EncodeToString([]byte(file)))
	}
	return out + fmt.Sprintf(`<pre class="ilv-untrusted">%s</pre>`, html.EscapeString(plain))
}
