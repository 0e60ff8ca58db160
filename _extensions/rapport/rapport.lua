-- The pages come finished, in Typst: the headings that Quarto adds for its chapters and for the appendices go.
return { Header = function() return {} end }
