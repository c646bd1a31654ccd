package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is the deadline of every wait: long, since CI's two cores are shared
// with a server, a browser and a kernel. It is never what a test measures.
const patience = 120 * time.Second

// panel is the JavaScript expression of the notebook in front.
const panel = `jupyterapp.shell.currentWidget`

// tab is one browser tab with JupyterLab in it. Its methods fail the test.
//
// Goroutines: two listeners (console, dialogs) that end with the tab's context,
// which the test's cleanup cancels.
type tab struct {
	t   *testing.T
	ctx context.Context
	lab *lab

	mu      sync.Mutex
	console []string // guarded by mu
}

func newTab(t *testing.T, l *lab) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.NoSandbox, // CI runs as root
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("lang", "en-US"),
		chromedp.WindowSize(1400, 1000),
	)
	deadline, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	allocator, stopAllocator := chromedp.NewExecAllocator(deadline, options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(func() { closeTab(); stopAllocator(); stop() })

	p := &tab{t: t, ctx: ctx, lab: l}
	p.do("start the browser")
	p.listen()
	p.do("keep the focus", command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}))
	t.Cleanup(func() {
		if t.Failed() {
			p.shot("failed-" + t.Name())
			p.mu.Lock()
			defer p.mu.Unlock()
			t.Logf("console of the page: %q", p.console)
		}
	})
	return p
}

// listen records the page's console and answers "leave this page?" dialogs,
// without which a second navigation hangs.
func (p *tab) listen() {
	messages, dialogs := chromedp.Console(p.ctx), chromedp.Events(p.ctx, page.JavascriptDialogOpening)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			p.mu.Lock()
			p.console = append(p.console, fmt.Sprint(m))
			p.mu.Unlock()
		}
	}()
	go func() {
		for _, err := range dialogs {
			if err != nil {
				return
			}
			_ = chromedp.Do(p.ctx, command(page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}))
		}
	}()
}

// command is one raw DevTools command as an action.
func command[P any](c cdp.Command[P, cdp.Empty], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, params)
		return err
	})
}

func (p *tab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// eval evaluates JavaScript in the page; a promise is awaited.
func eval[T any](p *tab, js string) (T, error) {
	return chromedp.Run(p.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
}

func get[T any](p *tab, js string) T {
	p.t.Helper()
	v, err := eval[T](p, js)
	if err != nil {
		p.t.Fatalf("%s: %v", js, err)
	}
	return v
}

// wait polls a condition until it is truthy; a throw counts as not yet, so a
// condition may run ahead of the page.
func (p *tab) wait(what, js string) {
	p.t.Helper()
	var last error
	for end := time.Now().Add(patience); time.Now().Before(end) && p.ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		ok, err := eval[bool](p, "!!("+js+")")
		if err == nil && ok {
			return
		}
		last = err
	}
	state, _ := eval[string](p, `document.title+", kernel "+(window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session?.kernel?.status)`)
	p.t.Fatalf("waited %s for %s (last error %v; page: %s)", patience, what, last, state)
}

// open loads a notebook in a clean workspace and waits until its kernel idles.
func (p *tab) open(file string) {
	p.t.Helper()
	p.do("navigate", chromedp.Navigate(p.lab.url+"/lab/tree/"+file+"?reset&token="+p.lab.token))
	p.wait("the application", `jupyterapp.restored && document.querySelector('#jp-main-dock-panel')`)
	get[bool](p, `jupyterapp.restored.then(()=>true)`)
	p.wait("the notebook", panel+`?.context?.isReady && `+panel+`.content.widgets.length>0`)
	p.idle()
}

// idle waits until the kernel is connected and idle and no cell shows [*]. The
// dot in the toolbar is not enough: a run while the page still connects is lost.
func (p *tab) idle() {
	p.t.Helper()
	p.wait("an idle kernel", `(()=>{const w=`+panel+`, k=w.context.sessionContext.session?.kernel;
		return k && k.connectionStatus==='connected' && k.status==='idle' &&
			[...w.node.querySelectorAll('.jp-InputArea-prompt')].every(e=>!e.innerText.includes('*'))})()`)
}

func (p *tab) busy() {
	p.t.Helper()
	p.wait("a busy kernel", panel+`.context.sessionContext.session.kernel.status==='busy'`)
}

// executeAndWait runs a JupyterLab command until its promise is done.
func (p *tab) executeAndWait(id, arguments string) {
	p.t.Helper()
	get[bool](p, fmt.Sprintf(`jupyterapp.commands.execute(%s,%s).then(()=>true)`, quote(id), arguments))
}

// click presses the mouse in the middle of the first visible match once it is
// at rest and on top: splash screens, dialogs and toasts swallow clicks.
func (p *tab) click(selector string) {
	p.t.Helper()
	where := `(()=>{const e=[...document.querySelectorAll(` + quote(selector) + `)].find(e=>e.getClientRects().length);
		if(!e) return []; e.scrollIntoViewIfNeeded?.();
		const r=e.getBoundingClientRect(), x=r.x+r.width/2, y=r.y+r.height/2, top=document.elementFromPoint(x,y);
		return top && (e.contains(top) || top.contains(e) && top.tagName==='JP-BUTTON') ? [x,y] : []})()`
	var before []float64
	for end := time.Now().Add(patience); time.Now().Before(end) && p.ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		now := get[[]float64](p, where)
		if len(now) == 2 && len(before) == 2 && now[0] == before[0] && now[1] == before[1] {
			p.do("click "+selector, chromedp.MouseClickXY(now[0], now[1]))
			return
		}
		before = now
	}
	p.t.Fatalf("%s: not there, moving or covered", selector)
}

func (p *tab) visible(selector string) {
	p.t.Helper()
	p.wait(selector+" to be visible", shown(selector))
}

func (p *tab) gone(selector string) {
	p.t.Helper()
	p.wait(selector+" to be gone", "!("+shown(selector)+")")
}

func shown(selector string) string {
	return `[...document.querySelectorAll(` + quote(selector) + `)].some(e=>e.getClientRects().length)`
}

func quote(s string) string { b, _ := json.Marshal(s); return string(b) }

// cell is the DOM node of cell i.
func cell(i int) string { return fmt.Sprintf(panel+`.content.widgets[%d].node`, i) }

// outputs is the text of each output of cell i as shown.
func (p *tab) outputs(i int) []string {
	p.t.Helper()
	return get[[]string](p, `[...`+cell(i)+`.querySelectorAll('.jp-OutputArea-output')].map(e=>e.innerText.trimEnd())`)
}

func (p *tab) prompt(i int) string {
	p.t.Helper()
	return get[string](p, cell(i)+`.querySelector('.jp-InputArea-prompt').innerText`)
}

// texts is the text of every match.
func (p *tab) texts(selector string) []string {
	p.t.Helper()
	return get[[]string](p, `[...document.querySelectorAll(`+quote(selector)+`)].map(e=>e.innerText)`)
}

// edit puts the cursor at the end of cell i.
func (p *tab) edit(i int) {
	p.t.Helper()
	if !get[bool](p, fmt.Sprintf(`(async()=>{const nb=`+panel+`.content; nb.deselectAll(); nb.activeCellIndex=%d; nb.mode='edit';
		const c=nb.activeCell; await c.ready; const e=c.editor; e.focus();
		const l=e.lineCount-1; e.setCursorPosition({line:l,column:e.getLine(l).length}); return e.hasFocus()})()`, i)) {
		p.t.Fatalf("cell %d did not take the focus", i)
	}
}

// setSource replaces the text of cell i.
func (p *tab) setSource(i int, source string) {
	p.t.Helper()
	get[bool](p, fmt.Sprintf(`(`+panel+`.content.widgets[%d].model.sharedModel.setSource(%s),true)`, i, quote(source)))
}

// start runs cell i with Ctrl+Enter (Shift+Enter would add a cell after the last
// one) and returns at once; run waits until idle.
func (p *tab) start(i int) {
	p.t.Helper()
	p.edit(i)
	p.chord(kb.Enter, chromedp.ModifierCtrl)
}

func (p *tab) run(i int) []string {
	p.t.Helper()
	before := p.prompt(i)
	p.start(i)
	p.wait(fmt.Sprintf("cell %d to have run", i), cell(i)+`.querySelector('.jp-InputArea-prompt').innerText!==`+quote(before))
	p.idle()
	return p.outputs(i)
}

func (p *tab) press(keys string) {
	p.t.Helper()
	p.do("press "+keys, chromedp.KeyEvent(keys))
}

func (p *tab) chord(key string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.do("press a chord", chromedp.KeyEvent(key, chromedp.KeyModifiers(modifiers...)))
}

// theme switches the theme and waits until its splash, which takes all clicks, is gone.
func (p *tab) theme(name string, light bool) {
	p.t.Helper()
	p.executeAndWait("apputils:change-theme", `{theme:`+quote(name)+`}`)
	p.wait("theme "+name, fmt.Sprintf(`document.body.dataset.jpThemeLight==='%v' && !document.querySelector('#jupyterlab-splash')`, light))
}

// shot writes a picture of the window into the folder INTERLEAVE_SHOTS, when set.
func (p *tab) shot(name string) {
	folder := os.Getenv("INTERLEAVE_SHOTS")
	if folder == "" {
		return
	}
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(folder+"/"+name+".png", b, 0o644)
	}
	if err != nil {
		p.t.Logf("screenshot %s: %v", name, err)
	}
}
