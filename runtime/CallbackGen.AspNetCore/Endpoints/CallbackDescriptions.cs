using CallbackGen.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Describes callback endpoints to the API explorer, from which OpenAPI documents are created: the transports of a feed, the
/// members of its payload, and the responses. Routing does not see the descriptions: the verifier refuses other transports.
/// </summary>
internal sealed class CallbackDescriptions(EndpointDataSource endpoints, IOptions<JsonOptions> json) : IApiDescriptionProvider
{
    /// <summary>After the framework's own provider, which knows a handler's parameters but not the callback's transport.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        var made = context
            .Results.Where(result => result.ActionDescriptor.EndpointMetadata?.OfType<CallbackEndpointMetadata>().Any() == true)
            .ToList();
        foreach (var result in made)
            context.Results.Remove(result);
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (
                endpoint.Metadata.GetMetadata<CallbackEndpointMetadata>() is not { } callback
                || endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true }
            )
            {
                continue;
            }

            foreach (var method in callback.Served.Methods)
                context.Results.Add(Describe(endpoint, callback.Served.Feeds, method));
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context) { }

    private ApiDescription Describe(RouteEndpoint endpoint, IReadOnlyList<CallbackFeed> feeds, string method)
    {
        var description = new ApiDescription
        {
            HttpMethod = method,
            RelativePath = endpoint.RoutePattern.RawText?.TrimStart('/'),
            GroupName = endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName,
            ActionDescriptor = new ActionDescriptor
            {
                DisplayName = endpoint.DisplayName,
                // First, so that the application's own metadata comes later and takes precedence.
                EndpointMetadata =
                [
                    new EndpointDescriptionAttribute(string.Join("\n\n", feeds.Select(feed => feed.Definition.Description ?? feed.Name))),
                    .. endpoint.Metadata,
                ],
                RouteValues = { ["controller"] = feeds[0].Provider },
            },
        };
        foreach (var parameter in endpoint.RoutePattern.Parameters)
            description.ParameterDescriptions.Add(
                new()
                {
                    Name = parameter.Name,
                    Source = BindingSource.Path,
                    IsRequired = true,
                }
            );
        // When several feeds share an address, a document cannot say which of them a request belongs to.
        if (feeds.Count == 1)
            DescribePayload(description, feeds[0]);
        description.SupportedResponseTypes.Add(new() { StatusCode = feeds[0].Definition.Acknowledge.Status, Type = typeof(void) });
        foreach (var status in new[] { StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized })
            description.SupportedResponseTypes.Add(
                new()
                {
                    StatusCode = status,
                    Type = typeof(ProblemDetails),
                    ApiResponseFormats = { new() { MediaType = "application/problem+json" } },
                }
            );
        return description;
    }

    private void DescribePayload(ApiDescription description, CallbackFeed feed)
    {
        var ways = feed.Definition.Receive.Where(transport => transport.Method == description.HttpMethod).ToList();
        var contents = ways.ConvertAll(way => way.Content);
        foreach (
            var type in ways.Where(way => way.Content != CallbackContent.Query)
                .SelectMany(way => way.MediaTypes.Prepend(MediaTypeOf(way.Content)))
        )
            description.SupportedRequestFormats.Add(new() { MediaType = type });
        if (description.SupportedRequestFormats.Count > 0)
            description.ParameterDescriptions.Add(
                new()
                {
                    Name = "callback",
                    Source = BindingSource.Body,
                    Type = feed.PayloadType,
                    IsRequired = true,
                }
            );
        if (!contents.Contains(CallbackContent.Query) || !json.Value.SerializerOptions.TryGetTypeInfo(feed.PayloadType, out var payload))
            return;
        // Each parameter is text, because a query contains only text.
        foreach (var member in payload.Properties.Where(member => !member.IsExtensionData))
            description.ParameterDescriptions.Add(
                new()
                {
                    Name = member.Name,
                    Source = BindingSource.Query,
                    IsRequired = member.IsRequired && contents.Count == 1,
                }
            );
    }

    private static string MediaTypeOf(CallbackContent content) =>
        content switch
        {
            CallbackContent.Form => "application/x-www-form-urlencoded",
            CallbackContent.Multipart => "multipart/form-data",
            CallbackContent.Xml => "application/xml",
            CallbackContent.Text => "text/plain",
            _ => "application/json",
        };
}
