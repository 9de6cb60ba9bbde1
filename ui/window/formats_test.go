package window

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// speakers are the folders whose texts come to the window.
var speakers = []string{"engine", "presets", "notifier", "assets", "ui"}

// unshown are those of their folders and files that say nothing there: they write
// for the command line, for receivers of notifications, for other programs, or for
// tests.
var unshown = []string{
	"assets/gen/", "engine/internal/mediatest/", "engine/wire/", "engine/message/", "engine/waveform/picture/",
	"engine/cut/describe.go", "engine/cut/manifest.go", "notifier/chat/", "notifier/sample.go", "presets/builtin.go",
	"ui/cli/", "ui/folders/",
}

// plain are the files whose errors.New are shown as sentences.
var plain = regexp.MustCompile(`/ui/edit/`)

// quiet are the functions whose arguments may look like sentences and are none
// for the window: they find texts, log, or fill in the details of an error.
var quiet = regexp.MustCompile(`^(Contains|HasPrefix|HasSuffix|CutPrefix|Exec|Query\w*|Prepare|WithDetails|errDamaged|tr|trn)$`)

// sentenceLike finds what should be a text: a capital, words and a full stop.
var sentenceLike = regexp.MustCompile(`(?s)^[%A-Z][^/]* .*\.$`)

// A collector reads the code for the formats of texts.
type collector struct {
	t      *testing.T
	files  map[string][]*ast.File
	consts map[string]map[string]string // by folder and name
	takes  map[string]map[string]int    // which argument of a function is a format, by folder and name
	texts  map[string]string            // formats by their keys
	counts map[string]bool              // of texts with a number of things
}

// formats returns all texts that come to the window from the packages below it:
// the formats, by their keys, of those that are whole or filled in, and the keys
// of those that count things.
func formats(t *testing.T) (texts map[string]string, counts []string) {
	t.Helper()
	c := &collector{t, map[string][]*ast.File{}, map[string]map[string]string{}, map[string]map[string]int{}, map[string]string{}, map[string]bool{}}
	for _, path := range unshown {
		if _, err := os.Stat("../../" + path); err != nil {
			t.Error(err)
		}
	}
	for _, dir := range speakers {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, _ fs.DirEntry, err error) error {
			path = filepath.ToSlash(path)
			isUnshown := func(of string) bool { return strings.HasPrefix(path, "../../"+of) }
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || slices.ContainsFunc(unshown, isUnshown) {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err == nil {
				file.Name.Name = path // by which failures name it
				dir := filepath.ToSlash(filepath.Dir(path))
				c.files[dir] = append(c.files[dir], file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	c.each(c.constants)
	// A function that gives its own argument to one that takes a format takes one, too.
	for found := -1; found != c.taking(); {
		found = c.taking()
		c.each(c.functions)
	}
	c.each(c.collect)
	c.each(c.guard)
	return c.texts, slices.Collect(maps.Keys(c.counts))
}

func (c *collector) each(do func(dir string, file *ast.File)) {
	for dir, files := range c.files {
		for _, file := range files {
			do(dir, file)
		}
	}
}

// taking counts the functions that take a format.
func (c *collector) taking() (n int) {
	for _, names := range c.takes {
		n += len(names)
	}
	return n
}

func (c *collector) constants(dir string, file *ast.File) {
	if c.consts[dir] == nil {
		c.consts[dir], c.takes[dir] = map[string]string{}, map[string]int{}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, value := range spec.Values {
				if text, ok := constant(value); ok {
					c.consts[dir][spec.Names[i].Name] = text
				}
			}
		}
		return true
	})
}

// functions finds the functions of a file that take a format.
func (c *collector) functions(dir string, file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			c.function(dir, n.Name.Name, n.Type, n.Body)
		case *ast.AssignStmt:
			for i, value := range n.Rhs {
				f, isFunc := value.(*ast.FuncLit)
				if name, ok := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident); ok && isFunc {
					c.function(dir, name.Name, f.Type, f.Body)
				}
			}
		}
		return true
	})
}

func (c *collector) function(dir, name string, f *ast.FuncType, body *ast.BlockStmt) {
	own := parameters(f)
	if body == nil {
		return
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if at, _ := c.formatOf(dir, call); at >= 0 && at < len(call.Args) {
				if arg, ok := call.Args[at].(*ast.Ident); ok && slices.Contains(own, arg.Name) {
					c.takes[dir][name] = slices.Index(own, arg.Name)
				}
			}
		}
		return true
	})
}

// collect reads the formats that a file gives to such functions.
func (c *collector) collect(dir string, file *ast.File) {
	var inside []string // the parameters of the functions around
	var walk func(ast.Node) bool
	walk = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			before := inside
			inside = append(slices.Clone(inside), parameters(n.Type)...)
			if n.Body != nil {
				ast.Inspect(n.Body, walk)
			}
			inside = before
			return false
		case *ast.FuncLit:
			before := inside
			inside = append(slices.Clone(inside), parameters(n.Type)...)
			ast.Inspect(n.Body, walk)
			inside = before
			return false
		case *ast.CallExpr:
			c.call(dir, file, n, inside)
		}
		return true
	}
	ast.Inspect(file, walk)
}

func (c *collector) call(dir string, file *ast.File, call *ast.CallExpr, inside []string) {
	at, name := c.formatOf(dir, call)
	if at < 0 || at >= len(call.Args) {
		return
	}
	arg := call.Args[at]
	if of, ok := arg.(*ast.Ident); ok && slices.Contains(inside, of.Name) {
		return // a function that takes a format itself
	}
	text, ok := constant(arg)
	if of, named := arg.(*ast.Ident); named {
		text, ok = c.consts[dir][of.Name]
	}
	if !ok {
		c.t.Errorf("%s: the format of %s is no constant", file.Name.Name, name)
		return
	}
	if name == "Errorf" || name == "errors.New" {
		text = asSentence(text)
	}
	key, _, _ := keyOf(text)
	switch {
	case name == "Count":
		c.counts[key] = true
	case letter.MatchString(verb.ReplaceAllString(text, "")):
		c.texts[key] = text
	}
}

// formatOf returns which argument of a call is a format, -1 for none, and the
// function's name.
func (c *collector) formatOf(dir string, call *ast.CallExpr) (int, string) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if at, ok := c.takes[dir][f.Name]; ok {
			return at, f.Name
		}
	case *ast.SelectorExpr:
		of, _ := f.X.(*ast.Ident)
		switch {
		case of != nil && of.Name == "message":
			if at, ok := map[string]int{"New": 0, "Errorf": 0, "Count": 2}[f.Sel.Name]; ok {
				return at, f.Sel.Name
			}
		case of != nil && of.Name == "fault":
			if at, ok := map[string]int{"New": 1, "Wrap": 2}[f.Sel.Name]; ok {
				return at, f.Sel.Name
			}
		case of != nil && of.Name == "errors" && f.Sel.Name == "New" && plain.MatchString(dir+"/"):
			return 0, "errors.New"
		case of != nil && (of.Name == "fmt" || of.Name == "slog"):
		default:
			if of != nil { // of another package, or a method
				if at, ok := c.takes["../../engine/"+of.Name][f.Sel.Name]; ok {
					return at, f.Sel.Name
				}
			}
			if at, ok := c.takes[dir][f.Sel.Name]; ok {
				return at, f.Sel.Name
			}
		}
	}
	return -1, ""
}

// guard finds sentences that are not the formats of texts, and so would stay
// English.
func (c *collector) guard(dir string, file *ast.File) {
	if strings.HasSuffix(dir, "ui/window") {
		return // they are given to tr
	}
	var around []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		around = append(around, n)
		e, _ := n.(ast.Expr)
		text, ok := constant(e)
		if !ok || !sentenceLike.MatchString(text) {
			return true
		}
		for _, outer := range around {
			call, ok := outer.(*ast.CallExpr)
			if ok && quiet.MatchString(callee(call)) {
				return true
			}
		}
		if key, _, _ := keyOf(text); c.texts[key] == "" && !c.counts[key] {
			c.t.Errorf("%s: %q is no message.Text", file.Name.Name, text)
		}
		return true
	})
}

func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func parameters(f *ast.FuncType) []string {
	var names []string
	for _, field := range f.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// constant returns a string of the code.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		a, first := constant(e.X)
		b, second := constant(e.Y)
		return a + b, e.Op == token.ADD && first && second
	}
	return "", false
}
