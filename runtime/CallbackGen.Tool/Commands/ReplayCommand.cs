using System.CommandLine;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Commands;

/// <summary><c>replay</c>: sends captured requests again.</summary>
internal static class ReplayCommand
{
    public static Command Create(ToolHost host)
    {
        var capture = new Argument<string>("CAPTURE")
        {
            Description =
                "A capture: raw HTTP, an .http file, a HAR archive, a curl command, a file that \"capture\" wrote, a schema's "
                + "tests, or - for standard input. To select one request, append # and its name or number.",
        };
        var resign = new Option<bool>("--resign") { Description = "Sign each request again, as of now." };
        var feed = new Option<string?>("--feed")
        {
            Description = "With --resign: the schema file, or the feed of the catalogue.",
            HelpName = "FEED",
        };
        var command = new ToolCommand(
            "replay",
            "Sends captured requests again, byte for byte, or signed again as of now.",
            "callbackgen replay captures/0001.callback --to http://localhost:5000",
            $"callbackgen replay request.http --to http://localhost:5000/callbacks/acme --resign --feed {Catalogue.Sample} "
                + "--user-secrets project --expect 200"
        )
        {
            capture,
            resign,
            feed,
        };
        var keys = KeyOptions.AddTo(command);
        var sending = SendOptions.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var settings = sending.Read(parsed);
                var named = parsed.GetValue(feed);
                if (parsed.GetValue(resign) != named is not null)
                    throw new ToolException(ExitCode.Usage, "--resign and --feed require each other: the schema states how to sign.");
                var captures = CaptureReader.Read(host, parsed.GetRequiredValue(capture)).OrThrow();
                return RunAsync(host, captures, named, keys.Read(parsed, host), settings, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ToolHost host,
        IReadOnlyList<Capture> captures,
        string? feed,
        ToolKeys keys,
        SendSettings settings,
        CancellationToken cancellationToken
    )
    {
        using var compiled = feed is null ? null : OneFeed.Compile(host, feed, cancellationToken);
        var signer = compiled is null ? null : new RequestSigner(SigningKeys.Configured(keys, compiled.Feeds[0].Feed), host.Clock);
        List<Capture> requests =
        [
            .. captures.Select(capture => Prepare(capture, signer, settings.Delivery.To, settings.PublicUrl ?? keys.PublicUrl)),
        ];

        var report = new AnswerReport(host, settings.Format);
        var client = new WireClient(host.Clock, settings.Timeout);
        foreach (var request in requests)
        {
            report.Say(
                $"{request.Name}, {(signer is null ? "as it was captured" : "signed as of now")}, to "
                    + $"{settings.Delivery.To.Origin}{TargetUrl.Shown(request.Target)}"
            );
            foreach (var doubt in request.Doubts)
                report.Say(doubt);
            await settings.Delivery.SendAsync(client, request, report, cancellationToken);
        }

        return report.End(settings.Expected);
    }

    private static Capture Prepare(Capture capture, RequestSigner? signer, TargetUrl to, string? publicUrl)
    {
        var moved = capture.With(target: to.For(capture.Target));
        if (signer is null)
            return moved;
        var request = moved.ToRequest(publicUrl ?? to.Origin);
        return Outgoing.Of(moved, signer.Sign(request, claims: null));
    }
}
