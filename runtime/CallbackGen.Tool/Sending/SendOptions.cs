using System.CommandLine;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Sending;

/// <summary>The common options of commands that send requests.</summary>
internal sealed class SendOptions
{
    private readonly Option<string> _to = new("--to")
    {
        Description = "Where it is sent: the address of the application.",
        HelpName = "URL",
        Required = true,
    };

    private readonly Option<int> _duplicate = new("--duplicate")
    {
        Description = "Send the same bytes so many times.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _parallel = new("--parallel") { Description = "With --duplicate: all of them at the same time." };

    private readonly Option<int?> _expect = new("--expect")
    {
        Description = "The status that every answer must have; another ends with exit code 1.",
        HelpName = "STATUS",
    };

    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = "How many seconds an answer may take.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 30,
    };

    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Send over plain http to another machine, where anyone on the network can read the signed request and replay it.",
    };

    private readonly Option<string?> _publicUrl = new("--public-url")
    {
        Description =
            "The public URL that the application is configured with, for feeds that sign their URL. Default: "
            + "Callbacks__PublicUrl, else the origin of --to.",
        HelpName = "URL",
    };

    private readonly Option<string> _format = FindingsFormat.CreateOption(FindingsFormat.Text, FindingsFormat.Json);

    private SendOptions() { }

    /// <summary>Adds the options to a command.</summary>
    public static SendOptions AddTo(Command command)
    {
        var options = new SendOptions();
        options._duplicate.Within(1, 1000);
        options._timeout.Within(1, 3600);
        options._expect.Within(100, 599);
        foreach (
            var option in (Option[])
                [
                    options._to,
                    options._duplicate,
                    options._parallel,
                    options._expect,
                    options._timeout,
                    options._publicUrl,
                    options._yes,
                    options._format,
                ]
        )
            command.Add(option);
        return options;
    }

    /// <summary>Reads the values.</summary>
    /// <exception cref="ToolException">A value is invalid.</exception>
    public SendSettings Read(ParseResult parsed)
    {
        var to = TargetUrl.Parse("--to", parsed.GetRequiredValue(_to));
        to.DemandPrivate(parsed.GetValue(_yes));
        var publicUrl = parsed.GetValue(_publicUrl);
        if (publicUrl is not null && !AspNetCore.PublicUrl.IsValid(publicUrl))
            throw new ToolException(ExitCode.Usage, $"--public-url {AspNetCore.PublicUrl.Rule}.");
        return new(
            new Delivery(to, parsed.GetValue(_duplicate), parsed.GetValue(_parallel)),
            parsed.GetValue(_expect),
            TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            publicUrl,
            parsed.GetValue(_format)!
        );
    }
}

/// <summary>The settings of a command that sends.</summary>
/// <param name="Delivery">The target and the number of repetitions.</param>
/// <param name="Expected">The status that responses must have, or null.</param>
/// <param name="Timeout">The time limit for a response.</param>
/// <param name="PublicUrl">The public URL from the argument, or null.</param>
/// <param name="Format">The output format of responses.</param>
internal sealed record SendSettings(Delivery Delivery, int? Expected, TimeSpan Timeout, string? PublicUrl, string Format);
