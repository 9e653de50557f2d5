using System.CommandLine;
using System.Globalization;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Commands;

/// <summary><c>send</c>: sends a callback, signed as the provider signs it.</summary>
internal static class SendCommand
{
    public static Command Create(ToolHost host)
    {
        var feed = new Argument<string>("FEED") { Description = $"A schema file, or a feed of the catalogue such as {Catalogue.Sample}." };
        var test = new Option<string?>("--test")
        {
            Description = "The request of the schema's tests that is sent, by its name or number. Default: the first that is taken.",
            HelpName = "NAME",
        };
        var sample = new Option<bool>("--sample") { Description = "Make the payload up from the schema." };
        var set = new Option<string[]>("--set")
        {
            Description = "Another value in the payload, before it is signed: /amount=1.00, or header:NAME=value. May be repeated.",
            HelpName = "/POINTER=VALUE",
        };
        var testKeys = new Option<bool>("--test-keys") { Description = "Sign with the keys that the schema's tests publish." };
        var tamper = new Option<bool>("--tamper")
        {
            Description = "Change one character that is signed, after signing. The application must refuse it.",
        };
        var stale = new Option<bool>("--stale") { Description = "Sign at a time that is too long ago. The application must refuse it." };
        var like = new Option<bool>("--like-the-provider")
        {
            Description = "Send it again, as the schema's \"retry\" says, until an answer acknowledges it.",
        };
        var speed = new Option<double>("--speed")
        {
            Description = "With --like-the-provider: divide the waits by this.",
            HelpName = "FACTOR",
            DefaultValueFactory = _ => 1,
        };
        var command = new ToolCommand(
            "send",
            "Sends a signed callback of any feed to an application, and shows what it answers.",
            $"callbackgen send {Catalogue.Sample} --to http://localhost:5000/callbacks --test-keys",
            "callbackgen send schemas/acme.payment.callback.json --to http://localhost:5000/callbacks/acme --key "
                + "paymentKey=env:ACME_KEY --set /amount=1.00 --expect 200",
            $"callbackgen send {Catalogue.Sample} --to http://localhost:5000/callbacks --user-secrets project --duplicate 5 --parallel",
            $"callbackgen send {Catalogue.Sample} --to http://localhost:5000/callbacks --test-keys --tamper --expect 401"
        )
        {
            feed,
            test,
            sample,
            set,
            testKeys,
            tamper,
            stale,
            like,
            speed,
        };
        var keys = KeyOptions.AddTo(command);
        var sending = SendOptions.AddTo(command);
        speed.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<double>() is not (>= 0.001 and <= 1e9))
                result.AddError("--speed needs a number such as 60: an hour passes in a minute.");
        });
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var what = new Choice(
                    parsed.GetRequiredValue(feed),
                    parsed.GetValue(test),
                    parsed.GetValue(sample),
                    parsed.GetValue(set) ?? [],
                    parsed.GetValue(testKeys),
                    parsed.GetValue(tamper),
                    parsed.GetValue(stale),
                    parsed.GetValue(like),
                    parsed.GetValue(speed)
                );
                var settings = sending.Read(parsed);
                what.Check(settings.Delivery);
                return RunAsync(host, what, keys.Read(parsed, host), settings, cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ToolHost host,
        Choice what,
        ToolKeys keys,
        SendSettings settings,
        CancellationToken cancellationToken
    )
    {
        using var compiled = OneFeed.Compile(host, what.Feed, cancellationToken);
        var feed = compiled.Feeds[0];
        var retry = feed.Feed.Definition.Retry;
        if (what.IsLikeProvider && retry is null)
            throw new ToolException(
                ExitCode.Usage,
                $"--like-the-provider: the schema of {feed.Feed.Name} does not say how the provider repeats. Where his "
                    + "documentation does, add \"retry\" to it."
            );
        var request = what.IsSample ? FeedRequest.OfSample(host, feed) : FeedRequest.OfTest(host, feed, what.Test);
        foreach (var assignment in what.Set)
            request = request.With(assignment);
        request = request.At(settings.Delivery.To, settings.PublicUrl ?? keys.PublicUrl);
        var signer = new RequestSigner(
            what.HasTestKeys
                ? SigningKeys.Published(feed, what.Test is null ? null : request.Test)
                : SigningKeys.Configured(keys, feed.Feed),
            host.Clock
        );
        var (first, done) = Sign(signer, request, what);

        var report = new AnswerReport(host, settings.Format, isSlow: what.IsLikeProvider);
        report.Say($"{feed.Feed.Name}: {request.Name}, {done}, to {settings.Delivery.To.Origin}{TargetUrl.Shown(first.Target)}");
        var client = new WireClient(host.Clock, settings.Timeout);
        if (!what.IsLikeProvider)
        {
            await settings.Delivery.SendAsync(client, first, report, cancellationToken);
            return report.End(settings.Expected);
        }

        var next = () => Interlocked.Exchange(ref first, null!) ?? Sign(signer, request, what).Request;
        var isTaken = await settings.Delivery.SendLikeProviderAsync(
            client,
            next,
            answer => RetrySchedule.IsAcknowledged(feed.Feed, answer),
            RetrySchedule.Waits(retry!, what.Speed),
            host.Clock,
            report,
            cancellationToken
        );
        var code = report.EndOfAttempts(settings.Expected);
        if (isTaken || settings.Expected is not null || code != ExitCode.Good)
            return code;
        host.Screen.Problem("The provider gives up: no answer acknowledged the callback.");
        return ExitCode.Found;
    }

    private static (Capture Request, string Done) Sign(RequestSigner signer, FeedRequest request, Choice what)
    {
        var signed = what.IsStale ? signer.SignStale(request.Request, request.Claims) : signer.Sign(request.Request, request.Claims);
        var done = what.IsStale ? "signed as of too long ago" : "signed as of now";
        if (!what.IsTampered)
            return (Outgoing.Of(request.Original, signed), done);
        var (tampered, where) = signer.Tamper(signed);
        return (Outgoing.Of(request.Original, tampered), string.Create(CultureInfo.InvariantCulture, $"{done}, then changed at {where}"));
    }

    /// <summary>The parts of the request that the arguments specify.</summary>
    private sealed record Choice(
        string Feed,
        string? Test,
        bool IsSample,
        string[] Set,
        bool HasTestKeys,
        bool IsTampered,
        bool IsStale,
        bool IsLikeProvider,
        double Speed
    )
    {
        /// <summary>Refuses arguments that contradict each other.</summary>
        public void Check(Delivery delivery)
        {
            if (IsSample && Test is not null)
                throw new ToolException(
                    ExitCode.Usage,
                    "--sample makes a request up, and --test takes one of the schema: give one of them."
                );
            if (IsLikeProvider && (delivery.Count > 1 || delivery.IsParallel))
                throw new ToolException(
                    ExitCode.Usage,
                    "--like-the-provider redelivers only unacknowledged callbacks, and --duplicate every callback: give one of them."
                );
            if (IsTampered && IsStale)
                throw new ToolException(
                    ExitCode.Usage,
                    "--tamper and --stale are two reasons to refuse a callback, and the answer would not show which one applied: "
                        + "give one of them."
                );
        }
    }
}
