using System.Text;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Captures;

public sealed class CaptureReaderTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Raw_HTTP_is_read_byte_for_byte()
    {
        var capture = Single(
            "POST /a/%7Eb?x=1+2&y=%20 HTTP/1.1\r\nHost: shop.example\r\nX-A:  one \r\n two\r\nx-a: again\r\n"
                + "Content-Length: 6\r\n\r\n{\r\n\t}\n"
        );

        Assert.Equal(
            ("POST", "/a/%7Eb?x=1+2&y=%20", "/a/%7Eb", "x=1+2&y=%20"),
            (capture.Method, capture.Target, capture.Path, capture.Query)
        );
        Assert.Equal(
            ["Host: shop.example", "X-A: one two", "x-a: again", "Content-Length: 6"],
            capture.Headers.Select(header => $"{header.Name}: {header.Text}")
        );
        Assert.Equal("{\r\n\t}\n", BodyOf(capture));
        Assert.Empty(capture.Doubts);
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_as_they_are()
    {
        byte[] body = [0xFF, 0x00, 0xC3, 0x28, 0x0A];
        var capture = Single([.. "POST / HTTP/1.1\nX-Name: \u00FC\nContent-Length: 5\n\n"u8, .. body]);

        Assert.Equal(body, capture.Body.ToArray());
        Assert.Equal("ü", capture.Header("x-name"));
    }

    [Fact]
    public void A_header_that_is_no_UTF_8_is_Latin_1() =>
        Assert.Equal("ü", Single([.. "POST / HTTP/1.1\nX-Name: "u8, 0xFC, .. "\nContent-Length: 0\n\n"u8]).Header("X-Name"));

    [Fact]
    public void Chunks_are_put_together() =>
        Assert.Equal(
            "{\"a\":1}",
            BodyOf(Single("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\n{\"a\r\n4\r\n\":1}\r\n0\r\nX-Trailer: 1\r\n\r\n"))
        );

    [Fact]
    public void A_body_without_a_length_is_the_rest_and_doubtful()
    {
        var capture = Single("POST / HTTP/1.1\nHost: a\n\n{}\n");

        Assert.Equal("{}\n", BodyOf(capture));
        Assert.Single(capture.Doubts);
    }

    [Fact]
    public void Requests_may_stand_behind_each_other() =>
        Assert.Equal(
            ["/1", "/2"],
            Read("POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\na\r\nPOST /2 HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
                .Captures.Select(capture => capture.Target)
        );

    [Fact]
    public void What_capture_wrote_is_read_as_it_was()
    {
        var written = new Capture
        {
            Name = "x",
            Method = "POST",
            Target = "/a?b=%2f",
            Origin = "https://shop.example",
            Headers = [new("Transfer-Encoding", "chunked"), new("X-Bytes", new byte[] { 0xFC, 0x20, 0xFF })],
            Body = new byte[] { 0x0D, 0x0A, 0x00, 0xFF, 0x0A },
            At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };

        var capture = Single(CallbackFile.Write(written));

        Assert.Equal(
            (written.Method, written.Target, written.Origin, written.At),
            (capture.Method, capture.Target, capture.Origin, capture.At)
        );
        Assert.Equal(
            written.Headers.Select(header => $"{header.Name}={Convert.ToHexString(header.Bytes.Span)}"),
            capture.Headers.Select(header => $"{header.Name}={Convert.ToHexString(header.Bytes.Span)}")
        );
        Assert.Equal(written.Body.ToArray(), capture.Body.ToArray());
        Assert.Equal(CallbackFile.Write(written), CallbackFile.Write(capture));
    }

    [Fact]
    public void An_http_file_holds_several_requests_and_files()
    {
        _folder.Write("body.json", "{\"a\":1}\r\n");

        var captures = Read(
            "@host = shop.example\n\n### First\n# a comment\nPOST https://shop.example/a\n    ?x=1\n    &y=2\n"
                + "Content-Type: application/json\n// another\nX-Sig: 1\n\n{\n  \"a\": 1\n}\n\n\n"
                + "###\n// @name second\nPOST /b HTTP/1.1\nHost: shop.example\n\n< ./body.json\n\n> {% client.log(\"x\") %}\n"
        ).Captures;

        Assert.Equal(["First", "second"], captures.Select(capture => capture.Name));
        Assert.Equal(("https://shop.example", "/a?x=1&y=2"), (captures[0].Origin, captures[0].Target));
        Assert.Equal(["Content-Type", "X-Sig"], captures[0].Headers.Select(header => header.Name));
        Assert.Equal("{\n  \"a\": 1\n}", BodyOf(captures[0]));
        Assert.Equal("{\"a\":1}\r\n", BodyOf(captures[1]));
    }

    [Theory]
    [InlineData("""curl https://a.example/x -H 'X-A: 1' -d '{"a":"b c"}'""", "POST", "/x", """{"a":"b c"}""")]
    [InlineData("""curl -sS -XPUT --url https://a.example/x --data-raw "{\"a\":\"\$1\"}" """, "PUT", "/x", """{"a":"$1"}""")]
    [InlineData(
        """$ curl 'https://a.example/x' --data-raw $'{"a":"\'\u00fc\n\x41\ud83d\ude00"}' --compressed""",
        "POST",
        "/x",
        "{\"a\":\"'ü\nA😀\"}"
    )]
    [InlineData("curl https://a.example/x \\\n  -d a=1 \\\r\n  -d 'b=2&c=3'", "POST", "/x", "a=1&b=2&c=3")]
    [InlineData("curl -G https://a.example/x?z=0 --data-urlencode 'a=b c&ü' -d d=1", "GET", "/x?z=0&a=b%20c%26%C3%BC&d=1", "")]
    [InlineData("curl --json '{\"a\":' --json '1}' a.example/x", "POST", "/x", "{\"a\":1}")]
    [InlineData("curl https://a.example/x -d @data.txt", "POST", "/x", "onetwo")]
    [InlineData("curl https://a.example/x --data-binary @data.txt", "POST", "/x", "one\r\ntwo\n")]
    [InlineData("curl -r 0-99 --max-time 5 https://a.example/x -d a=1", "POST", "/x", "a=1")]
    [InlineData("# from the documentation\ncurl https://a.example", "GET", "/", "")]
    public void A_command_of_curl_is_what_it_would_send(string command, string method, string target, string body)
    {
        _folder.Write("data.txt", "one\r\ntwo\n");

        var capture = Single(command);

        Assert.Equal((method, target, body), (capture.Method, capture.Target, BodyOf(capture)));
    }

    [Fact]
    public void What_curl_adds_is_there()
    {
        var form = Single("curl -u user:pass https://a.example:8443/x -d a=1");
        var json = Single("""curl https://u:p%40@a.example/x --json '{}' -H 'X-Empty;' -H 'Accept:'""");

        Assert.Equal(
            ["Host: a.example:8443", "Content-Type: application/x-www-form-urlencoded", "Authorization: Basic dXNlcjpwYXNz"],
            form.Headers.Select(header => $"{header.Name}: {header.Text}")
        );
        Assert.Equal(
            ["Host: a.example", "Content-Type: application/json", "Accept: application/json", "Authorization: Basic dTpwQA==", "X-Empty: "],
            json.Headers.Select(header => $"{header.Name}: {header.Text}")
        );
        Assert.Equal("https://a.example", json.Origin);
    }

    [Fact]
    public void The_POSTs_of_an_archive_are_read()
    {
        var captures = Read(
            """
            {"log":{"entries":[
              {"request":{"method":"GET","url":"https://a.example/page?x=1","headers":[]}},
              {"startedDateTime":"2026-01-02T03:04:05Z","request":{"method":"POST","url":"https://a.example/cb?x=%20",
                "headers":[{"name":":method","value":"POST"},{"name":"X-Sig","value":"1"}],"bodySize":9,
                "postData":{"mimeType":"application/json","text":"{\"a\":\"\u00fc\"}"}}},
              {"request":{"method":"POST","url":"https://a.example/cb","headers":[],"bodySize":3,
                "postData":{"text":"AP8K","encoding":"base64"}}}
            ]}}
            """
        ).Captures;

        Assert.Equal(["capture#2", "capture#3"], captures.Select(capture => capture.Name));
        Assert.Equal(("/cb?x=%20", "{\"a\":\"ü\"}"), (captures[0].Target, BodyOf(captures[0])));
        Assert.Equal(["X-Sig"], captures[0].Headers.Select(header => header.Name));
        Assert.Single(captures[0].Doubts);
        Assert.Equal([0x00, 0xFF, 0x0A], captures[1].Body.ToArray());
        Assert.Empty(captures[1].Doubts);
    }

    [Fact]
    public void A_test_of_a_schema_is_a_capture()
    {
        _folder.Write("acme.payment.callback.json", Schemas.SignedPayment);

        var capture = Assert.Single(CaptureReader.Read(_folder.CreateHost(), "acme.payment.callback.json#a payment").OrThrow());

        Assert.Equal(
            ("https://shop.example", "/callbacks/acme?from=a%20b", Schemas.Body),
            (capture.Origin, capture.Target, BodyOf(capture))
        );
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), capture.At);
        Assert.Equal("https://shop.example/callbacks/acme?from=a%20b", capture.ToRequest().Url);
        Assert.Equal("https://other.example/p/callbacks/acme?from=a%20b", capture.ToRequest("https://other.example/p/").Url);
        Assert.NotNull(capture.Test);
    }

    [Fact]
    public void Every_test_of_the_catalogue_is_read()
    {
        var host = _folder.CreateHost();

        Assert.All(CallbackGen.Tool.Feeds.Catalogue.Names, name => Assert.NotEmpty(CaptureReader.Read(host, name).OrThrow()));
    }

    [Fact]
    public void Standard_input_is_a_capture_too()
    {
        _folder.Input = Encoding.UTF8.GetBytes("POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");

        Assert.Equal("/x", CaptureReader.Read(_folder.CreateHost(), "-").SingleOrThrow().Target);
    }

    [Theory]
    [InlineData("", null, "nothing")]
    [InlineData("hello", 1, "no capture")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}", 4, "2 follow")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 5, "not one number")]
    [InlineData("POST / HTTP/1.1\r\nBad Name: 1\r\n\r\n", 2, "not a valid header")]
    [InlineData("POST / HTTP/1.1\r\nno colon\r\n\r\n", 2, "Name: value")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 4, "gzip")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 4, "hexadecimal")]
    [InlineData("POST https://a.example/{{path}}\n\n{}", 1, "variable")]
    [InlineData("POST https://a.example/x\n\n{\n\"a\":\"{{value}}\"}", 4, "variable")]
    [InlineData("POST https://a.example/x\n\n< ../../etc/passwd", 3, "outside")]
    [InlineData("POST https://a.example/x\n\n< /etc/passwd", 3, "outside")]
    [InlineData("POST https://a.example/x\n\n<@ body.json", 3, "replaces variables")]
    [InlineData("curl https://a.example -F a=b", 1, "boundary")]
    [InlineData("curl https://a.example -d \"$TOKEN\"", 1, "shell replaces")]
    [InlineData("curl https://a.example -d @/etc/passwd", 1, "outside")]
    [InlineData("curl https://a.example | sh", 1, "more than curl")]
    [InlineData("curl https://a.example \\\n  -d 'open", 2, "not closed")]
    [InlineData("curl https://a.example --what 1", 1, "not known")]
    [InlineData("curl -d a=1", 1, "no address")]
    [InlineData("curl https://a.example https://b.example", 1, "two addresses")]
    [InlineData("{\"log\":{\"entries\":[]}}", null, "none of the archive")]
    [InlineData("{\"a\":1}", null, "neither")]
    [InlineData("{\n\"log\": {", 2, "truncated")]
    [InlineData(
        "{\"request\":{\"method\":\"POST\",\"url\":\"https://a.example/\",\"postData\":{\"params\":[{\"name\":\"a\",\"value\":\"b\"}]}}}",
        null,
        "not the bytes of its body"
    )]
    [InlineData(
        "{\"request\":{\"method\":\"POST\",\"url\":\"https://a.example/\",\"headers\":[{\"name\":\"X-A\",\"value\":\"1\\r\\nX-B: 2\"}]}}",
        null,
        "line end"
    )]
    [InlineData("{\"request\":{\"method\":\"POST\",\"url\":\"https://a.example/\\ud800\"}}", null, "surrogate")]
    [InlineData("# callbackgen capture 1\nPOST / HTTP/1.1\r\n\r\n", 2, "how long")]
    [InlineData("{\"callback\":{\"tests\":[{\"name\":7}]}}", null, "callbackgen check")]
    public void What_is_no_capture_is_refused_in_words(string text, int? line, string why)
    {
        var result = Read(text);

        Assert.Empty(result.Captures);
        Assert.Equal(line, result.Fault!.Line);
        Assert.Contains(why, result.Fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_may_be_a_key_is_not_repeated()
    {
        foreach (
            var text in (string[])
                ["sk_live_4f8a1c2e9b7d6053", "POST /x HTTP/1.1\r\nsk_live_4f8a1c2e9b7d6053\r\n\r\n", "### a\nsk_live 4f8a1c2e9b7d6053 x\n"]
        )
            Assert.DoesNotContain("4f8a1c2e9b7d6053", Read(text).Fault!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_called_one() =>
        Assert.Contains("this is a folder", CaptureReader.Read(_folder.CreateHost(), ".").Fault!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Variables_that_the_file_defines_are_filled_in()
    {
        var capture = Single(
            "@host = https://shop.example\n@base={{host}}/callbacks\n@id = \u00fc\n\n### my request\n"
                + "POST {{base}}/acme\nX-Id: {{ id }}\n\n{\"id\":\"{{id}}\"}\n"
        );

        Assert.Equal(
            ("https://shop.example", "/callbacks/acme", "\u00fc", "{\"id\":\"\u00fc\"}"),
            (capture.Origin, capture.Target, capture.Header("X-Id"), BodyOf(capture))
        );
    }

    [Theory]
    [InlineData("POST {{host}}/a\n\n@host = https://a.example", 1)]
    [InlineData("@a = {{$guid}}\nPOST https://a.example\nX-Id: {{a}}\n\n", 3)]
    [InlineData("@a = 1\nPOST https://a.example\n\n{{a}}\n{{ $timestamp }}", 5)]
    public void Variables_of_elsewhere_are_not_known(string text, int line)
    {
        var fault = Read(text).Fault!;

        Assert.Equal(line, fault.Line);
        Assert.Contains("the sent value is unknown", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_variables_have_an_end()
    {
        var text =
            "@a0 = "
            + new string('x', 100)
            + string.Concat(Enumerable.Range(1, 60).Select(number => $"\n@a{number} = {{{{a{number - 1}}}}}{{{{a{number - 1}}}}}"))
            + "\nPOST https://a.example\n\n{{a60}}";

        Assert.Contains("larger than", Read(text).Fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused_in_words() =>
        Assert.Contains(
            "no such file",
            CaptureReader.Read(_folder.CreateHost(), "missing.http").Fault!.ToString(),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_request_that_is_not_there_is_refused_with_those_that_are()
    {
        _folder.Write("acme.payment.callback.json", Schemas.SignedPayment);

        Assert.Contains(
            "\"a payment\"",
            CaptureReader.Read(_folder.CreateHost(), "acme.payment.callback.json#none").Fault!.Sentence,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("C#/x.http", "C#/x.http")]
    [InlineData("C#/x.http", "C#/x.http#1")]
    [InlineData("a#b.http", "a#b.http#POST /c #2")]
    public void A_path_may_have_the_mark_before_a_requests_name(string file, string argument)
    {
        _folder.Write(file, "### POST /c #2\nPOST https://a.example/c\n");

        Assert.Equal("/c", CaptureReader.Read(_folder.CreateHost(), argument).SingleOrThrow().Target);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_mark_of_its_folder() =>
        Assert.StartsWith(
            "C#/x.http: there is no such file",
            CaptureReader.Read(_folder.CreateHost(), "C#/x.http#2").Fault!.ToString(),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("curl https://a.example -d @link", "link")]
    [InlineData("curl https://a.example -d @folder/secret", "folder")]
    [InlineData("POST https://a.example\n\n< ./link\n", "link")]
    public void A_link_beside_a_capture_leads_to_no_file_of_the_machine(string capture, string link)
    {
        using var elsewhere = new ToolFolder();
        elsewhere.Write("secret", "of somebody");
        File.CreateSymbolicLink(_folder.PathOf(link), link == "folder" ? elsewhere.Path : elsewhere.PathOf("secret"));

        Assert.Contains("is a symbolic link", Read(capture).Fault!.Sentence, StringComparison.Ordinal);
    }

    private CaptureResult Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private CaptureResult Read(byte[] bytes)
    {
        // The file has no extension: its content determines the kind.
        _folder.Write("capture", bytes);
        return CaptureReader.Read(_folder.CreateHost(), "capture");
    }

    private Capture Single(string text) => Single(Encoding.UTF8.GetBytes(text));

    private Capture Single(byte[] bytes) => Read(bytes).SingleOrThrow();

    private static string BodyOf(Capture capture) => Encoding.UTF8.GetString(capture.Body.Span);
}
