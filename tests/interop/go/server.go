// The contract on graph-gophers/graphql-go; the resolvers are in types.go, which make.py writes.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/graph-gophers/graphql-go"
	"github.com/graph-gophers/graphql-go/relay"
)

const (
	headerMissing        = "KT-CT-1112"
	authenticationFailed = "KT-CT-1139"
	refused              = 5 // one input in this many meets an account whose state refuses it
	maxDepth             = 5
)

var (
	token          = os.Getenv("INTEROP_TOKEN")
	switches       = readSwitches(os.Getenv("INTEROP_SWITCHES"))
	notOfTheState  = map[string]bool{"KT-CT-1111": true, headerMissing: true, "KT-CT-1113": true}
	authorizations = regexp.MustCompile(`(?i)authori[sz]|authentication`)
	facts          Contract
	stated         []Rule
	done           sync.Map
)

// Contract is what drive.py has exported.
type Contract struct {
	Servers      map[string]json.RawMessage
	CommonErrors map[string]Entry `json:"common_errors"`
	Errors       map[string]Entry
	Mutations    []Mutation
	byName       map[string]Mutation
}

// Entry is an error code.
type Entry struct{ Message, Meaning string }

// Mutation is a mutation of the contract.
type Mutation struct {
	Name, Authorization string
	Errors              []string
}

// Rule says which values the message of a code forbids; stated.json has them.
type Rule struct {
	Code, Field, Pattern, Same string
	Least                      *float64
	Unique                     bool
	Any, Several               []string
}

// Any holds a value of a custom scalar.
type Any struct{ value interface{} }

// ImplementsGraphQLType tells that it may stand for every scalar.
func (Any) ImplementsGraphQLType(string) bool { return true }

// UnmarshalGraphQL takes any value.
func (a *Any) UnmarshalGraphQL(input interface{}) error { a.value = input; return nil }

// MarshalJSON writes the value.
func (a Any) MarshalJSON() ([]byte, error) { return json.Marshal(a.value) }

// Refusal is an error in the platform's envelope.
type Refusal struct{ code, message string }

func (r *Refusal) Error() string { return r.message }

// Extensions are the entries of the platform.
func (r *Refusal) Extensions() map[string]interface{} {
	kind := "VALIDATION"
	if authorizations.MatchString(r.message) {
		kind = "AUTHORIZATION"
	}
	return map[string]interface{}{"errorCode": r.code, "errorType": kind, "errorDescription": r.message}
}

type authorization struct{}

// refuse returns the error with which a mutation answers to a header and arguments, nil where it accepts them.
func refuse(ctx context.Context, name string, arguments interface{}) error {
	given, _ := ctx.Value(authorization{}).(string)
	code := credentials(name, given)
	if code == "" {
		code = input(name, arguments)
	}
	if code == "" {
		return nil
	}
	entry, known := facts.Errors[code]
	if !known {
		entry = facts.CommonErrors[code]
	}
	message := entry.Message
	if message == "" {
		message = entry.Meaning
	}
	return &Refusal{code, message}
}

func credentials(name, given string) string {
	words := strings.Fields(given)
	switch {
	case name == "obtainKrakenToken" || len(words) == 0 && facts.byName[name].Authorization == "none":
		return ""
	case len(words) == 0:
		return headerMissing
	case words[len(words)-1] == token:
		return ""
	}
	return authenticationFailed
}

func input(name string, arguments interface{}) string {
	text, err := json.Marshal(arguments)
	if err != nil {
		panic(err)
	}
	if code := statedCode(facts.byName[name].Errors, text); code != "" {
		return code
	}
	var codes []string
	for _, code := range facts.byName[name].Errors {
		if !notOfTheState[code] {
			codes = append(codes, code)
		}
	}
	if len(codes) == 0 {
		return ""
	}
	sum := sha256.Sum256(append([]byte(name), text...))
	number := binary.BigEndian.Uint32(sum[:4])
	_, before := done.Load(sum)
	if number%refused == 0 || switched("state") && before || switched("moods") && rand.Float64() < share() {
		return codes[number%uint32(len(codes))]
	}
	done.Store(sum, true)
	return ""
}

// statedCode is the first declared code whose message forbids a value among the arguments.
func statedCode(declared []string, text []byte) string {
	var value interface{}
	if err := json.Unmarshal(text, &value); err != nil {
		panic(err)
	}
	return statedIn(declared, value)
}

func statedIn(declared []string, value interface{}) string {
	switch value := value.(type) {
	case map[string]interface{}:
		for name, inner := range value {
			for _, rule := range stated {
				named := regexp.MustCompile("(?i)" + rule.Field).MatchString(name)
				if named && contains(declared, rule.Code) && forbidden(rule, inner, value) {
					return rule.Code
				}
			}
			if code := statedIn(declared, inner); code != "" {
				return code
			}
		}
	case []interface{}:
		for _, item := range value {
			if code := statedIn(declared, item); code != "" {
				return code
			}
		}
	}
	return ""
}

func forbidden(rule Rule, value interface{}, holder map[string]interface{}) bool {
	text, isText := value.(string)
	number, isNumber := value.(float64)
	switch {
	case rule.Pattern != "":
		return isText && !regexp.MustCompile(rule.Pattern).MatchString(text)
	case rule.Least != nil:
		return isNumber && number < *rule.Least
	case rule.Same != "":
		return isText && text == valueOf(holder, rule.Same)
	case rule.Unique:
		return repeated(value)
	}
	object, isObject := value.(map[string]interface{})
	given := 0
	for _, name := range append(rule.Any, rule.Several...) {
		if found := valueOf(object, name); found != nil && found != "" {
			given++
		}
	}
	return isObject && (rule.Any != nil && given == 0 || rule.Several != nil && given == 1)
}

// valueOf is what an object holds under a name, however Go writes it.
func valueOf(object map[string]interface{}, name string) interface{} {
	for own, value := range object {
		if strings.EqualFold(own, name) {
			return value
		}
	}
	return nil
}

func repeated(value interface{}) bool {
	seen := map[string]bool{}
	items, _ := value.([]interface{})
	for _, item := range items {
		text, _ := json.Marshal(item)
		if item != nil && seen[string(text)] {
			return true
		}
		seen[string(text)] = true
	}
	return false
}

func contains(texts []string, wanted string) bool {
	for _, text := range texts {
		if text == wanted {
			return true
		}
	}
	return false
}

func readSwitches(text string) map[string]string {
	found := map[string]string{}
	for _, word := range strings.Split(text, ",") {
		parts := append(strings.SplitN(word, "=", 2), "")
		found[parts[0]] = parts[1]
	}
	return found
}

func switched(name string) bool { _, found := switches[name]; return found }

func share() float64 {
	if found, err := strconv.ParseFloat(switches["moods"], 64); err == nil {
		return found
	}
	return 0.3
}

func read(file string, into interface{}) {
	content, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(content, into); err != nil {
		panic(err)
	}
}

func main() {
	folder := os.Args[1]
	read(filepath.Join(folder, "contract.json"), &facts)
	read(filepath.Join(folder, "stated.json"), &stated)
	facts.byName = map[string]Mutation{}
	for _, mutation := range facts.Mutations {
		facts.byName[mutation.Name] = mutation
	}
	options := []graphql.SchemaOpt{graphql.UseStringDescriptions()}
	if switched("limits") {
		options = append(options, graphql.MaxDepth(maxDepth))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	urls := map[string]string{}
	for site, root := range roots {
		sdl, err := os.ReadFile(filepath.Join(folder, site+".graphql"))
		if err != nil {
			panic(err)
		}
		handler := &relay.Handler{Schema: graphql.MustParseSchema(string(sdl), root, options...)}
		http.HandleFunc("/"+site+"/graphql", func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(r.Context(), authorization{}, r.Header.Get("Authorization"))
			handler.ServeHTTP(w, r.WithContext(ctx))
		})
		urls[site] = fmt.Sprintf("http://%s/%s/graphql", listener.Addr(), site)
	}
	line, _ := json.Marshal(urls)
	fmt.Println(string(line))
	panic(http.Serve(listener, nil))
}
