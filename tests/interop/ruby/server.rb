# The contract on graphql-ruby, schema first, on Rack and Puma.

require "digest"
require "graphql"
require "json"
require "puma"
require "puma/server"
require "rack"

TOKEN = ENV.fetch("INTEROP_TOKEN")
SWITCHES = ENV.fetch("INTEROP_SWITCHES", "").split(",").to_h { |word| word.split("=", 2).then { |name, value| [name, value] } }
HEADER_MISSING = "KT-CT-1112"
AUTHENTICATION_FAILED = "KT-CT-1139"
NOT_OF_THE_STATE = ["KT-CT-1111", HEADER_MISSING, "KT-CT-1113"].freeze
REFUSED = 5 # one input in this many meets an account whose state refuses it

SCALARS = {
  "BigInt" => 12,
  "Boolean" => true,
  "Date" => "2026-11-23",
  "DateTime" => "2026-11-23T10:00:00+00:00",
  "Decimal" => "12.50",
  "Float" => 12.5,
  "ID" => "1",
  "Int" => 3,
  "JSONString" => '{"key": "value"}',
  "NonEmptyID" => "1",
  "String" => "text",
  "Time" => "10:00:00",
  "UUID" => "00000000-0000-4000-8000-000000000001",
}.freeze # what the scalars hold in an answer; any other holds an object

# The contract, from the files that drive.py has exported.
class Facts
  attr_reader :sites

  def initialize(folder)
    contract = JSON.parse(File.read(File.join(folder, "contract.json")))
    @folder = folder
    @sites = contract["servers"].keys
    @mutations = contract["mutations"].to_h { |mutation| [mutation["name"], mutation] }
    @errors = contract["common_errors"].merge(contract["errors"])
    @stated = JSON.parse(File.read(File.join(folder, "stated.json")))
    @done = {}
  end

  def sdl(site) = File.read(File.join(@folder, "#{site}.graphql"))

  # Return the error with which a mutation answers to a header and arguments, nil where it accepts them.
  def refusal(name, authorization, arguments)
    code = credentials(name, authorization) || input(name, arguments)
    code && raised(code)
  end

  private

  def credentials(name, authorization)
    return if name == "obtainKrakenToken"
    if authorization.nil? || authorization.strip.empty?
      return @mutations[name]["authorization"] == "none" ? nil : HEADER_MISSING
    end
    authorization.split(" ").last == TOKEN ? nil : AUTHENTICATION_FAILED
  end

  def input(name, arguments)
    declared = @mutations[name]["errors"]
    forbids = stated_code(declared, arguments)
    return forbids if forbids
    codes = declared - NOT_OF_THE_STATE
    return if codes.empty?
    text = name + JSON.generate(sorted(arguments))
    number = Digest::SHA256.digest(text).unpack1("N")
    moody = SWITCHES.key?("moods") && rand < (SWITCHES["moods"] || 0.3).to_f
    return codes[number % codes.size] if (number % REFUSED).zero? || moody || (SWITCHES.key?("state") && @done[text])
    @done[text] = true
    nil
  end

  # Return the first declared code whose message forbids a value among the arguments, nil where none does.
  def stated_code(declared, value)
    fields(value) do |name, inner, holder|
      rule = @stated.find do |each|
        declared.include?(each["code"]) && name.match?(/#{each["field"]}/i) && forbidden?(each, inner, holder)
      end
      return rule["code"] if rule
    end
    nil
  end

  def forbidden?(rule, value, holder)
    return value.is_a?(String) && !value.match?(/#{rule["pattern"]}/) if rule["pattern"]
    return value.is_a?(Numeric) && value < rule["least"] if rule["least"]
    return value == holder[rule["same"]] if rule["same"]
    if rule["unique"]
      items = Array(value).compact
      return items.uniq.size != items.size
    end
    names = rule["any"] || rule["several"]
    given = value.is_a?(Hash) ? names.count { |name| !["", nil].include?(value[name]) } : 2
    rule["any"] ? given.zero? : given == 1
  end

  def fields(value, &block)
    case value
    when Hash
      named = plain(value)
      named.each { |name, inner| block.call(name, plain(inner), named); fields(inner, &block) }
    when Array then value.each { |item| fields(item, &block) }
    end
  end

  # The names as the contract has them: graphql-ruby writes them with underscores.
  def plain(value)
    return value unless value.is_a?(Hash)
    value.transform_keys { |name| name.to_s.gsub(/_([a-z])/) { $1.upcase }.sub(/\Aapi/i, "API") }
  end

  def sorted(value)
    case value
    when Hash then value.map { |name, inner| [name.to_s, sorted(inner)] }.sort.to_h
    when Array then value.map { |item| sorted(item) }
    else value
    end
  end

  def raised(code)
    entry = @errors[code]
    message = entry["message"] || entry["meaning"]
    type = message.match?(/authori[sz]|authentication/i) ? "AUTHORIZATION" : "VALIDATION"
    extensions = { "errorCode" => code, "errorType" => type, "errorDescription" => message }
    GraphQL::ExecutionError.new(message, extensions: extensions)
  end
end

# Resolves every field: the same answers for the same field, some leaves null.
class Resolver
  def initialize(facts)
    @facts = facts
  end

  def call(type, field, _object, arguments, context)
    if type == context.schema.mutation
      refusal = @facts.refusal(field.graphql_name, context[:authorization], plain(arguments))
      return refusal if refusal
    end
    return if ["possibleErrors", "errors"].include?(field.graphql_name)
    # One nullable leaf in seven is null, always the same ones: a healthy server leaves things out.
    kind = field.type.unwrap.kind
    leaf = kind.scalar? || kind.enum?
    return if leaf && !field.type.non_null? && (field.graphql_name.length % 7).zero?
    answer(field.type, context)
  end

  def resolve_type(type, _object, context) = context.schema.possible_types(type).first
  def coerce_input(_type, value, _context) = value
  def coerce_result(_type, value, _context) = value

  private

  def answer(type, context)
    return answer(type.of_type, context) if type.non_null?
    return [answer(type.of_type, context)] * 2 if type.list?
    return type.values.keys.first if type.kind.enum?
    type.kind.scalar? ? SCALARS.fetch(type.graphql_name, { "key" => "value" }) : { "type" => type.graphql_name }
  end

  def plain(value)
    case value
    when GraphQL::Schema::InputObject then plain(value.to_h)
    when Hash then value.to_h { |name, inner| [name.to_s, plain(inner)] }
    when Array then value.map { |item| plain(item) }
    else value
    end
  end
end

# GraphQL over HTTP as the guide of graphql-ruby shows it, with a status of its own for what is no request.
class Endpoint
  def initialize(schema)
    @schema = schema
  end

  def call(env)
    request = Rack::Request.new(env)
    return json(405, message: "Send a POST.") unless request.post?
    return json(415, message: "Send application/json.") unless request.media_type == "application/json"
    asked = JSON.parse(request.body.read.force_encoding("UTF-8"))
    problem = problem_with(asked)
    return json(400, message: problem) if problem
    result = @schema.execute(
      asked["query"],
      variables: asked["variables"] || {},
      operation_name: asked["operationName"],
      context: { authorization: env["HTTP_AUTHORIZATION"] },
    )
    answer = result.to_h
    answer = answer.merge("extensions" => { "tracing" => { "version" => 1 } }) if SWITCHES.key?("tracing")
    [200, { "content-type" => "application/json; charset=utf-8" }, [JSON.generate(answer)]]
  rescue JSON::ParserError, EncodingError, JSON::NestingError
    json(400, message: "The body is not JSON.")
  end

  private

  def problem_with(asked)
    return "The body must be an object." unless asked.is_a?(Hash)
    return "The parameter query must be a string." unless asked["query"].is_a?(String)
    return "The query is not UTF-8." unless asked["query"].valid_encoding?
    return "The parameter operationName must be a string." unless [String, NilClass].include?(asked["operationName"].class)
    wrong = %w[variables extensions].find { |name| ![Hash, NilClass].include?(asked[name].class) }
    wrong && "The parameter #{wrong} must be an object."
  end

  def json(status, message:)
    [status, { "content-type" => "application/json; charset=utf-8" }, [JSON.generate(errors: [{ message: message }])]]
  end
end

facts = Facts.new(ARGV.fetch(0))
endpoints = facts.sites.to_h do |site|
  schema = GraphQL::Schema.from_definition(facts.sdl(site), default_resolve: Resolver.new(facts))
  schema.max_depth(5) if SWITCHES.key?("limits")
  ["/#{site}/graphql", Endpoint.new(schema)]
end
application = lambda do |env|
  endpoint = endpoints[env["PATH_INFO"]]
  endpoint ? endpoint.call(env) : [404, { "content-type" => "text/plain" }, ["There is nothing here."]]
end
events = Puma::Events.null
server = Puma::Server.new(application, events, { min_threads: 1, max_threads: 8, log_writer: events })
port = server.add_tcp_listener("127.0.0.1", 0).addr[1]
$stdout.puts(JSON.generate(facts.sites.to_h { |site| [site, "http://127.0.0.1:#{port}/#{site}/graphql"] }))
$stdout.flush
server.run.join
